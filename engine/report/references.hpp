// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace yttria::report {

/// A work that the report leans on.
struct Reference {
  std::string cited;  // as the text has it: "Ho et al. 1996"
  std::string words;  // authors, year, title, journal, pages
  std::string doi;    // "10.1002/mp.12702"; empty: none
};

/// All that a report may cite, by their authors' names.
const std::vector<Reference>& known_references();

/// Those that a text cites.
std::vector<Reference> references_cited_in(const std::string& text);

}  // namespace yttria::report
