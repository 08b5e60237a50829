// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/report/report_data.hpp"

namespace yttria::report {

/// The report as one HTML file that needs nothing else: style, script, pictures and numbers are in
/// it, and its Content-Security-Policy forbids any request.
std::string report_page(const ReportData& data);

/// Everything in it but the pictures, NaN as null.
nlohmann::ordered_json report_json(const ReportData& data);

}  // namespace yttria::report
