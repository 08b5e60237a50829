// SPDX-License-Identifier: Apache-2.0
#include "tools/import_summary.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <nlohmann/json.hpp>

#include "tools/printable.hpp"

namespace yttria {

namespace {

struct ValueText {
  std::string operator()(const std::string& text) const { return printable(text); }
  std::string operator()(double number) const { return fmt::format("{:.6g}", number); }
  std::string operator()(std::uint64_t count) const { return fmt::format("{}", count); }
  std::string operator()(const std::vector<double>& numbers) const {
    std::string text;
    for (const double number : numbers)
      text += fmt::format("{}{:.6g}", text.empty() ? "" : " ", number);
    return text;
  }
  std::string operator()(const std::vector<std::string>& texts) const {
    return printable(fmt::format("{}", fmt::join(texts, ", ")));
  }
};

std::string value_of(const Record& record, const std::string& key) {
  for (const auto& [name, value] : record.values) {
    if (name == key) return std::visit(ValueText{}, value);
  }
  return "-";
}

std::string regions_text(const Record& regions) {
  std::string text = fmt::format("\n{:<20} {:<12} {:<9} {:>10} {:>10} {:>10} {:>10}\n", "region",
                                 "role", "from", "stated mL", "case mL", "mass g", "GBq");
  for (const Record& region : regions.parts) {
    text += fmt::format("{:<20} {:<12} {:<9} {:>10} {:>10} {:>10} {:>10}\n", printable(region.name),
                        value_of(region, "role"), value_of(region, "from"),
                        value_of(region, "stated_mL"), value_of(region, "case_mL"),
                        value_of(region, "mass_g"), value_of(region, "activity_GBq"));
  }
  return text;
}

void add_part(std::string& text, const Record& record, int indent) {
  for (const auto& [key, value] : record.values) {
    if (key == "warnings") continue;
    text += fmt::format("{:{}}{:<{}} {}\n", "", indent, key, 30 - indent,
                        std::visit(ValueText{}, value));
  }
  for (const Record& part : record.parts) {
    if (part.name == "regions") {
      text += regions_text(part);
    } else {
      text += fmt::format("{:{}}{}\n", "", indent, printable(part.name));
      add_part(text, part, indent + 2);
    }
  }
}

}  // namespace

std::string import_text(const Record& record) {
  std::string text;
  add_part(text, record, 0);
  return text;
}

nlohmann::ordered_json import_json(const Record& record) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const auto& [key, value] : record.values) {
    std::visit([&json, &name = key](const auto& held) { json[name] = held; }, value);
  }
  for (const Record& part : record.parts) json[part.name] = import_json(part);
  return json;
}

}  // namespace yttria
