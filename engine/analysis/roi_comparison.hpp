// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/analysis/agreement.hpp"
#include "engine/analysis/dvh_difference.hpp"
#include "engine/analysis/resampling.hpp"
#include "engine/case/roi.hpp"
#include "engine/result/dose_map.hpp"

namespace yttria {

/// One figure of a region in both files.
struct ComparedValue {
  std::string name;  // "mean_Gy", "D95_Gy", "V100", "homogeneity"
  double reference, test;
  /// Of test - reference, both taken as independent: hypot of the two standard uncertainties, or
  /// that of the one file that has batches; NaN when one with batches cannot tell its own.
  double sigma;
  /// Noise biases of both (estimate.hpp): what noise that is not the same in both may add to the
  /// difference. 0 without batches, as that of a kernel method.
  double reference_bias = 0, test_bias = 0;
  double difference() const { return test - reference; }
};

struct RoiComparison {
  std::string name;
  RoiRole role = RoiRole::other;
  std::int64_t voxels = 0;            // of the region in the reference file
  std::int64_t compared = 0;          // of them with dose in both files; all figures are over these
  std::vector<ComparedValue> values;  // empty when nothing is compared
  DvhDifference dvh;
  Agreement agreement;
  std::vector<std::string> notes;  // what limits the figures, in words
};

/// Compares the doses within the regions of the reference file. Where a file cannot give
/// uncertainties of these voxels (no batches, resampled, its region has other voxels) those of the
/// other stand alone, and a note says so.
class RoiComparer {
 public:
  /// All must outlive this.
  RoiComparer(const DoseMap& reference, const DoseMap& test, const ResampledDose& there);

  /// `roi`: position among the reference's regions.
  RoiComparison compare(std::size_t roi) const;

 private:
  const DoseMap& reference_;
  const DoseMap& test_;
  const ResampledDose& there_;
  DoseMap common_reference_, common_test_;  // only voxels with dose in both; without batches
};

}  // namespace yttria
