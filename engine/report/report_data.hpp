// SPDX-License-Identifier: Apache-2.0
// Everything that a report says, as numbers and words; page.hpp and report_json.hpp give it a form.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/comparison.hpp"
#include "engine/analysis/planning.hpp"
#include "engine/case/case.hpp"
#include "engine/report/convergence.hpp"
#include "engine/report/facts.hpp"
#include "engine/report/statement.hpp"
#include "engine/result/dose_map.hpp"
#include "engine/result/roi_statistics.hpp"
#include "engine/run/sanity_dose.hpp"

namespace yttria::report {

struct ReportOptions {
  std::string title = "Absorbed dose report";
  std::vector<double> isodose_Gy;       // of the lines; none: chosen from the dose
  std::optional<double> full_scale_Gy;  // of the dose colours; else chosen from the dose
  std::optional<std::string> focus;     // region that the pictures begin with
  ComparisonOptions comparison;         // of every further file with the first
};

/// One dose file.
struct ReportFile {
  std::string label;  // "A", "B": short, for legends
  DoseMap map;
  Facts facts;
  std::vector<RoiStatistics> regions;
  std::vector<Convergence> convergence;  // of each region; empty without batches
  double maximum_Gy = 0;
  std::int64_t maximum_voxel = 0;
  double mass_g = 0;   // of all voxels; NaN not known
  double mean_Gy = 0;  // over all mass, from the stored doses; without masses over all voxels
  double max50 = 0;    // relative uncertainty, root mean square above half the maximum; NaN unknown
  std::vector<Statement> head;
};

/// The case that the doses are of, and what planning models make of it.
struct ReportCase {
  std::string file;
  std::vector<std::string> materials;
  Planning plan;
  std::vector<SanityDose> sanity;   // of each region, then everything
  std::vector<Estimate> computed;   // of each model dose of the plan: by the first dose file, Gy
  std::vector<std::string> doubts;  // such as: is it the same case?
};

struct ReportData {
  ReportOptions options;
  std::vector<ReportFile> files;        // at least one
  std::vector<Comparison> comparisons;  // of file 1, 2 ... with file 0
  std::optional<ReportCase> of_case;
  double full_scale_Gy = 0;
  std::vector<double> isodose_Gy;        // ascending
  std::array<std::int64_t, 3> centre{};  // voxel that the pictures begin with, x y z
  std::string centre_name;
  std::string made;  // when, and by which version
};

/// Computes all of it. InputError for a region that is not there, doses that share no voxel, and a
/// case that is not that of the first dose. `case_file` empty: no case.
ReportData gather_report(std::vector<DoseMap>&& maps, const std::string& case_file,
                         const ReportOptions& options);

/// The voxel of a region that is nearest to its centroid; the region has voxels.
std::int64_t middle_voxel(const Grid& grid, const Roi& roi);

}  // namespace yttria::report
