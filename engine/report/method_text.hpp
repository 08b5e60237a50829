// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/report/report_data.hpp"

namespace yttria::report {

/// How a dose came about, in words, a paragraph each, from what its file says.
std::vector<std::string> method_text(const ReportFile& file);

/// A work that the report leans on.
struct Reference {
  std::string words;  // authors, year, title or journal
  std::string doi;    // "10.1002/mp.12702"; empty: none
};
const std::vector<Reference>& references();

/// What this program is for and what it is not for.
std::string intended_use();

}  // namespace yttria::report
