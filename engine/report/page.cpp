// SPDX-License-Identifier: Apache-2.0
#include "engine/report/page.hpp"

#include <nlohmann/json.hpp>

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

/// What the script needs: curves and pictures.
Html numbers(const ReportData& data, const Pictures& pictures) {
  const nlohmann::ordered_json report = report_json(data);
  Html all = data_element("report", script_json(report)) +
             data_element("picture", script_json(pictures.description));
  for (const auto& [id, packed] : pictures.volumes) {
    all += data_element("volume-" + id, "\"" + packed + "\"");
  }
  return all;
}

}  // namespace

std::string report_page(const ReportData& data) {
  const Pictures pictures = make_pictures(data);
  Html body = head_section(data) + picture_section(data, pictures) + dvh_section(data) +
              convergence_section(data) + comparison_section(data) + clinical_section(data) +
              method_section(data) + checklist_section(data) + record_section(data);
  body = element("main", body) + numbers(data, pictures);
  for (const char* script : {"volume.js", "contour.js", "pictures.js", "dvh.js"}) {
    body += element("script", markup(page_file(script)));
  }
  return "<!DOCTYPE html>\n<html lang=\"en\">" + element("head", head(data)).markup +
         element("body", body).markup + "</html>\n";
}

}  // namespace yttria::report
