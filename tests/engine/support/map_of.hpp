// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "engine/analysis/grid_map.hpp"
#include "engine/result/dose_map.hpp"

namespace yttria::test {

inline Grid grid_of(std::array<std::int64_t, 3> shape, std::array<double, 3> spacing_mm) {
  Grid grid;
  grid.shape = shape;
  grid.spacing_mm = spacing_mm;
  return grid;
}

/// A map without sums whose dose is a function of the voxel's centre (x, y, z in mm, LPS).
template <class Dose>
DoseMap map_of(const Grid& grid, Dose&& dose_Gy, const char* file = "map.h5") {
  DoseMap map;
  map.file = file;
  map.grid = grid;
  for (std::int64_t i = 0; i < grid.voxels(); ++i) {
    const auto p = voxel_centre_mm(grid, grid_index(grid, i));
    map.dose_Gy.push_back(static_cast<float>(dose_Gy(p[0], p[1], p[2])));
  }
  map.uncertainty.assign(map.dose_Gy.size(), std::numeric_limits<float>::quiet_NaN());
  return map;
}

}  // namespace yttria::test
