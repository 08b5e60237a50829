// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/report/report_data.hpp"

namespace yttria::report {

/// How a dose came about, in words, a paragraph each, from what its file says.
std::vector<std::string> method_text(const ReportFile& file);

/// How the emissions of a run are sampled, which is all the variance reduction there is.
std::string emission_sampling();

/// What this program is for and what it is not for.
std::string intended_use();

}  // namespace yttria::report
