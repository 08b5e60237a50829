// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/case/grid.hpp"

namespace yttria {

using GridIndex = std::array<std::int64_t, 3>;  // x, y, z
using GridPosition = std::array<double, 3>;     // in voxels from the centre of voxel (0,0,0)

/// Where the voxel centres of one grid lie on another, through LPS space:
/// p = S_to^-1 D_to^T (o_from + D_from S_from i - o_to).
class GridMap {
 public:
  GridMap(const Grid& from, const Grid& to);

  /// Positions within 1e-4 of a voxel edge of a centre are that centre: files state origins with
  /// few digits, and a neighbour must not count by a weight that is rounding.
  GridPosition operator()(const GridIndex& voxel) const;

 private:
  std::array<double, 3> offset_{};
  std::array<double, 9> step_{};  // row-major
};

/// The same voxels within the tolerance of GridMap.
bool same_grid(const Grid& a, const Grid& b);

/// Whether the position lies within the centres of the outermost voxels.
bool within_centres(const Grid& grid, const GridPosition& position);

GridIndex grid_index(const Grid& grid, std::int64_t voxel);
/// LPS, mm.
std::array<double, 3> voxel_centre_mm(const Grid& grid, const GridIndex& voxel);
/// "x -10 to 20, y 0 to 5, z 1 to 1 mm": the range of the voxel centres in LPS.
std::string centres_text(const Grid& grid);

}  // namespace yttria
