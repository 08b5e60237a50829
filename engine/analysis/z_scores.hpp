// SPDX-License-Identifier: Apache-2.0
// Differences in units of their standard uncertainty: z = (T - R) / sqrt(sigma_R^2 + sigma_T^2),
// for independent runs on the same grid. If both estimate the same dose, z has mean 0, standard
// deviation 1 (slightly more with few batches: Student's t) and the shares beyond 1, 2 and 3 of
// the normal distribution. Voxels of one run are correlated, since a history crosses several: the
// figures scatter more than those of as many independent numbers.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/analysis/distribution.hpp"
#include "engine/result/dose_map.hpp"

namespace yttria {

struct ZScores {
  static constexpr std::array<double, 3> expected_beyond{0.317311, 0.045500, 0.002700};
  std::int64_t voxels = 0;  // judged, with both uncertainties
  double mean = std::numeric_limits<double>::quiet_NaN();
  double sd = std::numeric_limits<double>::quiet_NaN();
  std::array<double, 3> beyond{};  // shares with |z| above 1, 2, 3; NaN without voxels
};

/// NaN where a dose or an uncertainty is unknown. Both maps are on the same grid.
std::vector<float> z_map(const DoseMap& reference, const DoseMap& test);
ZScores z_scores(const std::vector<float>& z, const VoxelMask& judged);

/// Why the noise of two maps is not independent; empty when nothing says so. One run's noise is a
/// function of case, seed and history numbers, so runs that share these share noise, all of it with
/// the same settings.
std::string shared_noise(const DoseMap& reference, const DoseMap& test);

}  // namespace yttria
