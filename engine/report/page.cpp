// SPDX-License-Identifier: Apache-2.0
#include "engine/report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "engine/report/html.hpp"
#include "engine/report/page_file.hpp"
#include "engine/report/pictures.hpp"
#include "engine/report/sections.hpp"

namespace yttria::report {

namespace {

constexpr std::string_view policy =
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

Html data_element(const std::string& id, const std::string& content) {
  return markup("<script type=\"application/json\" id=\"" + id + "\">" + content + "</script>\n");
}

Html head(const ReportData& data) {
  Html all = markup(
      "<meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width, initial-scale=1\">");
  all += markup("<meta http-equiv=\"Content-Security-Policy\" content=\"") + markup(policy) +
         markup("\">");
  // An empty icon, or browsers ask the server for one.
  all += markup("<link rel=\"icon\" href=\"data:,\">");
  all += element("title", text(data.options.title));
  return all + element("style", markup(page_file("page.css")));
}

/// A number with six digits: what a curve shows takes no more, and they are most of the page.
void shorten(nlohmann::ordered_json& value) {
  if (value.is_array()) {
    for (nlohmann::ordered_json& one : value) shorten(one);
  } else if (value.is_number_float() && std::isfinite(value.get<double>())) {
    value = std::stod(fmt::format("{:.6g}", value.get<double>()));
  }
}

/// The report as JSON, histograms with six digits.
Html report_element(const ReportData& data) {
  nlohmann::ordered_json report = report_json(data);
  for (nlohmann::ordered_json& file : report["files"]) {
    for (nlohmann::ordered_json& region : file["regions"]) {
      for (nlohmann::ordered_json& values : region["dvh"]) shorten(values);
    }
  }
  return data_element("report", script_json(report));
}

Html picture_elements(const Pictures& pictures) {
  Html all = data_element("picture", script_json(pictures.description));
  for (const auto& [id, packed] : pictures.volumes) {
    all += data_element("volume-" + id, "\"" + packed + "\"");
  }
  return all;
}

/// What is left for the volumes of the pictures when the page is to stay below 15 MB, 3 MB of them
/// for the still slices, whose isodose lines are long where the dose is noise: at most 7.5 million
/// bytes, at least a million.
double picture_bytes(const Html& words) {
  constexpr double page = 12e6, most = 7.5e6, least = 1e6;
  return std::clamp((page - static_cast<double>(words.markup.size())) * 3 / 4, least, most);
}

}  // namespace

std::string report_page(const ReportData& data) {
  const Html head_of_body = head_section(data);
  Html sections = dvh_section(data) + convergence_section(data) + comparison_section(data) +
                  clinical_section(data) + method_section(data) + checklist_section(data);
  sections += record_section(data) + reference_section(references_cited_in(sections.markup)) +
              intended_use_section();
  const Html report = report_element(data);
  const Pictures pictures = make_pictures(data, picture_bytes(sections + report));
  Html body = element("main", head_of_body + picture_section(data, pictures) + sections) + report +
              picture_elements(pictures);
  for (const char* script : {"volume.js", "contour.js", "pictures.js", "dvh.js"}) {
    body += element("script", markup(page_file(script)));
  }
  return "<!DOCTYPE html>\n<html lang=\"en\">" + element("head", head(data)).markup +
         element("body", body).markup + "</html>\n";
}

}  // namespace yttria::report
