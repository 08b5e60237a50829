// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "engine/report/checklist.hpp"
#include "engine/report/method_text.hpp"
#include "engine/report/sections.hpp"
#include "engine/report/table.hpp"

namespace yttria::report {

Html method_section(const ReportData& data) {
  Html all;
  for (std::size_t i = 0; i < data.files.size(); ++i) {
    if (data.files.size() > 1) all += element("h3", name(short_name(data, i)));
    for (const std::string& words : method_text(data.files[i])) all += paragraph(words);
  }
  return section("method", "Method", all);
}

Html checklist_section(const ReportData& data) {
  Html all;
  for (std::size_t i = 0; i < data.files.size(); ++i) {
    Table table("", {"Item", "Part", "Answer"});
    const ReportCase* of_case = data.of_case ? &*data.of_case : nullptr;
    for (const ChecklistItem& item : checklist(data.files[i], of_case)) {
      table.row({item.item, item.heading,
                 item.answer.empty() ? Cell("(to be said by the author of the study)")
                                     : Cell(item.answer)});
    }
    if (table.empty()) continue;
    if (data.files.size() > 1) all += element("h3", name(short_name(data, i)));
    all += table.html("words");
  }
  if (all.markup.empty()) return all;
  return section("checklist", "Checklist for Monte Carlo studies (AAPM TG-268, RECORDS)",
                 element("p", "class=\"note\"",
                         text("What Sechopoulos et al. 2018 (doi:10.1002/mp.12702) ask of a Monte "
                              "Carlo study; the wording is this program's.")) +
                     all);
}

Html record_section(const ReportData& data) {
  Html all;
  for (std::size_t i = 0; i < data.files.size(); ++i) {
    const ReportFile& file = data.files[i];
    Table table("", {"Fact", "Value"});
    table.row({"file", name(file.map.file)});
    for (const auto& [key, value] : file.facts.entries()) {
      const std::string words = fact_text(value);
      table.row({key, words.empty() ? Cell("none") : Cell(words)});
    }
    if (data.files.size() > 1) all += element("h3", name(short_name(data, i)));
    all += table.html("words record");
  }
  return section("record", "Record", all);
}

Html reference_section(const std::vector<Reference>& cited) {
  if (cited.empty()) return {};
  Html works;
  for (const Reference& work : cited) {
    const Html link = work.doi.empty()
                          ? Html{}
                          : element("a", "href=\"https://doi.org/" + text(work.doi).markup + "\"",
                                    text("doi:" + work.doi));
    works += element("li", text(work.words + ". ") + link);
  }
  return section("references", "References", element("ul", works));
}

Html intended_use_section() {
  return section("intended-use", "Intended use", paragraph(intended_use()));
}

}  // namespace yttria::report
