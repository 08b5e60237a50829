// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace yttria {

/// Which voxels count: 0 or 1 by voxel.
using VoxelMask = std::vector<std::uint8_t>;

/// How the values of a map are distributed over some voxels. All NaN when there are none.
struct Distribution {
  static constexpr std::array<double, 7> percents{1, 5, 25, 50, 75, 95, 99};
  struct Extreme {
    double value = std::numeric_limits<double>::quiet_NaN();
    std::int64_t voxel = -1;  // the first with this value
  };
  std::int64_t count = 0;
  double mean = std::numeric_limits<double>::quiet_NaN();
  double sd = std::numeric_limits<double>::quiet_NaN();   // about the mean, n - 1
  double rms = std::numeric_limits<double>::quiet_NaN();  // about 0
  Extreme lowest, highest;
  std::array<double, percents.size()> percentiles{};  // linear between order statistics
};

/// Of the values of the counting voxels that are not NaN.
Distribution distribution(const std::vector<float>& values, const VoxelMask& counts);

}  // namespace yttria
