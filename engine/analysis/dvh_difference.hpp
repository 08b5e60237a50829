// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <vector>

namespace yttria {

/// Two cumulative dose-volume histograms, V(d) = fraction of the voxels that receive d or more.
struct DvhDifference {
  /// The largest difference V_test(d) - V_reference(d) by absolute value, at any dose, from the
  /// doses themselves; the lowest such dose. NaN without voxels.
  double largest = std::numeric_limits<double>::quiet_NaN();
  double at_Gy = std::numeric_limits<double>::quiet_NaN();
  /// Both at equal steps from 0 to the larger maximum dose.
  std::vector<double> dose_Gy, reference, test, difference;
};

/// Of the doses of the same voxels in any order; NaN does not occur.
DvhDifference dvh_difference(std::vector<float> reference_Gy, std::vector<float> test_Gy);

}  // namespace yttria
