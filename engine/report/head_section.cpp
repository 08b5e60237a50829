// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "engine/report/sections.hpp"
#include "engine/report/table.hpp"

namespace yttria::report {

namespace {

constexpr const char* purpose =
    "For research and independent verification. Not a medical device; no basis of a treatment "
    "decision.";

/// On paper alone: who looked at which case.
Html signature() {
  Html lines;
  for (const char* what : {"Case", "Name", "Date", "Signature"}) {
    lines += element("span", text(what));
  }
  return element("div", "class=\"signature\"", lines);
}

Html card(const ReportData& data, std::size_t number) {
  const ReportFile& file = data.files[number];
  Html lines;
  for (const Statement& line : file.head) {
    lines += element("dt", fmt::format("class=\"{}\"", to_string(line.verdict)), text(line.about)) +
             element("dd", text(line.words));
  }
  return element("article", "class=\"card\"",
                 element("h3", name(short_name(data, number))) + element("dl", lines));
}

/// A mean has no noise bias; without a known uncertainty it has none that is known.
Estimate mean_of(const RoiStatistics& r) {
  const double sigma = r.mean_Gy * r.mean_uncertainty;
  return {r.mean_Gy, sigma, std::isnan(sigma) ? sigma : 0};
}

Html region_table(const ReportData& data) {
  std::vector<Cell> head = {"Region", "Role", "Mass g", "Mean Gy", "D70 Gy", "D90 Gy", "V100 %"};
  const bool several = data.files.size() > 1;
  if (several) head.insert(head.begin() + 1, "File");
  Table table(
      "Doses of the regions, with one standard uncertainty and, where it is more than half of "
      "that, "
      "the noise bias (Monte Carlo)",
      head);
  const ReportFile& first = data.files.front();
  std::vector<std::string> names;
  for (const ReportFile& file : data.files) {
    for (const RoiStatistics& region : file.regions) {
      if (std::find(names.begin(), names.end(), region.name) == names.end()) {
        names.push_back(region.name);
      }
    }
  }
  for (const std::string& wanted : names) {
    for (const ReportFile& file : data.files) {
      const bool noisy = file.map.run.has_value();
      for (const RoiStatistics& r : file.regions) {
        if (r.name != wanted) continue;
        std::vector<Cell> row = {name(r.name),
                                 spaced(to_string(r.role)),
                                 number(r.mass_g),
                                 with_noise(mean_of(r), noisy),
                                 with_noise(r.D70, noisy),
                                 with_noise(r.D90, noisy),
                                 with_noise(r.V100, noisy, 100)};
        if (several) row.insert(row.begin() + 1, Cell(file.label));
        table.row(std::move(row));
      }
    }
  }
  if (first.regions.empty() && table.empty()) {
    return paragraph("The dose file has no regions; masks in /roi of the case give them.");
  }
  return table.html("regions");
}

}  // namespace

Html section(const std::string& id, const std::string& heading, const Html& inner) {
  return element("section", "id=\"" + id + "\"", element("h2", text(heading)) + inner);
}

std::string spaced(std::string word) {
  std::replace(word.begin(), word.end(), '_', ' ');
  return word;
}

std::string curve_class(std::size_t region, std::size_t file) {
  return fmt::format("c{} f{}", region % 8, file % 4);
}

std::string short_name(const ReportData& data, std::size_t file) {
  const std::string plain = std::filesystem::path(data.files[file].map.file).filename().string();
  return data.files.size() > 1 ? data.files[file].label + ": " + plain : plain;
}

Html head_section(const ReportData& data) {
  Html cards;
  for (std::size_t i = 0; i < data.files.size(); ++i) cards += card(data, i);
  return element("header", element("h1", text(data.options.title)) +
                               element("p", "class=\"made\"", text("Made " + data.made)) +
                               element("p", "class=\"use\"", text(purpose)) + signature() +
                               element("div", "class=\"cards\"", cards) + region_table(data));
}

}  // namespace yttria::report
