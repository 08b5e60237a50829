// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>

namespace yttria {

/// A quantity that is a function of the doses of many voxels.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  /// Standard uncertainty from the scatter of the batches, in the unit of the value; NaN unknown.
  double sigma = std::numeric_limits<double>::quiet_NaN();
  /// What the noise of the voxels adds to the expected value, estimated; NaN unknown. 0 for a mean;
  /// a maximum is too high by it, a minimum too low.
  double noise_bias = std::numeric_limits<double>::quiet_NaN();
};

}  // namespace yttria
