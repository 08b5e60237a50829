// SPDX-License-Identifier: Apache-2.0
// Compares a test dose with a reference dose. Differences are signed, test - reference; statistics
// are over the judged voxels: those with a dose above 0 in the reference that is at least the
// threshold (a percentage of the maximum reference dose), and with a dose in the test.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/analysis/agreement.hpp"
#include "engine/analysis/distribution.hpp"
#include "engine/analysis/gamma_index.hpp"
#include "engine/analysis/roi_comparison.hpp"
#include "engine/analysis/z_scores.hpp"

namespace yttria {

struct ComparisonOptions {
  std::vector<GammaCriterion> criteria = std::vector(1, GammaCriterion{2, 2});
  GammaOptions gamma;             // its threshold is that of all statistics
  std::vector<std::string> rois;  // by name; none: all of the reference
};

struct Comparison {
  std::string reference, test;  // files
  Grid grid;                    // the reference's
  ComparisonOptions options;
  bool same_grid = true;  // false: the test was resampled
  double maximum_Gy = 0;  // of the reference

  std::int64_t voxels = 0;        // of the reference grid
  std::int64_t without_dose = 0;  // the reference has none (no mass)
  std::int64_t outside = 0;       // of the rest, beyond the test's grid
  std::int64_t test_without = 0;  // of the rest, the test has none (no mass)
  std::int64_t compared = 0;      // the rest
  std::int64_t judged = 0;        // of them, at the threshold or above

  std::vector<float> local;   // (T - R) / R by voxel; NaN where not compared or R = 0
  std::vector<float> global;  // (T - R) / maximum of R; NaN where not compared
  Distribution local_distribution, global_distribution;
  Agreement agreement;  // of the judged voxels

  std::vector<float> z;  // empty when not given
  std::optional<ZScores> z_scores;
  std::string no_z;  // why there are none

  std::vector<GammaMap> gamma;
  std::vector<RoiComparison> rois;
  std::vector<std::string> warnings;
};

/// InputError for a region that is not there, grids that do not overlap, maps without a common
/// voxel, and options without meaning.
Comparison compare(const DoseMap& reference, const DoseMap& test, const ComparisonOptions& options);

}  // namespace yttria
