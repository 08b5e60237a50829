// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/report/report_data.hpp"

namespace yttria::report {

struct ChecklistItem {
  std::string heading;  // Methods
  std::string item;     // Cross-sections
  std::string answer;   // empty: for the author of a study to say
};

/// What AAPM Task Group 268 asks of a Monte Carlo study (RECORDS: Sechopoulos et al. 2018,
/// doi:10.1002/mp.12702), in our words, answered for a run as far as its file goes. Only for a file
/// with exact sums; empty otherwise.
std::vector<ChecklistItem> checklist(const ReportFile& file, const ReportCase* of_case);

}  // namespace yttria::report
