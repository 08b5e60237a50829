// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/analysis/grid_map.hpp"
#include "engine/result/dose_map.hpp"

namespace yttria {

/// One dose map on the grid of another.
struct ResampledDose {
  bool same_grid = true;       // nothing was interpolated
  std::vector<float> dose_Gy;  // on the reference grid; NaN where the test has none
  /// Reference voxels with dose that have no partner:
  std::int64_t outside = 0;       // beyond the centres of the test's outermost voxels
  std::int64_t without_mass = 0;  // the test has no mass there, or in a voxel interpolated from
};

/// The test's dose at the voxel centres of the reference: itself on the same grid, otherwise
/// trilinear interpolation in LPS space. InputError naming both files and their extents when no
/// voxel centre of the reference lies within the test's.
ResampledDose resample(const DoseMap& test, const DoseMap& reference);

/// Trilinear interpolation between voxel centres at a position within them; NaN when a voxel that
/// counts has no dose.
double dose_at(const DoseMap& map, const GridPosition& position);

}  // namespace yttria
