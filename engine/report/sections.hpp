// SPDX-License-Identifier: Apache-2.0
// The parts of the page, each from what the report knows. A part that has nothing to say is empty.
#pragma once

#include <string>
#include <vector>

#include "engine/report/html.hpp"
#include "engine/report/pictures.hpp"
#include "engine/report/references.hpp"
#include "engine/report/report_data.hpp"

namespace yttria::report {

Html head_section(const ReportData& data);  // verdicts of each file, table of regions
Html picture_section(const ReportData& data, const Pictures& pictures);
Html dvh_section(const ReportData& data);  // curves, table of all statistics
Html convergence_section(const ReportData& data);
Html comparison_section(const ReportData& data);
Html clinical_section(const ReportData& data);
Html method_section(const ReportData& data);
Html checklist_section(const ReportData& data);
Html record_section(const ReportData& data);  // all that the files say of their making
Html reference_section(const std::vector<Reference>& cited);
Html intended_use_section();

/// A section with a heading.
Html section(const std::string& id, const std::string& heading, const Html& inner);
/// "normal liver" of "normal_liver".
std::string spaced(std::string word);
/// Colour of the curves of a region, and dash pattern of those of a file: classes of the style.
std::string curve_class(std::size_t region, std::size_t file);
/// Name of the file without its folder, after its label when there are several.
std::string short_name(const ReportData& data, std::size_t file);

}  // namespace yttria::report
