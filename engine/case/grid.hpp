// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace yttria {

/// A regular voxel grid in DICOM LPS coordinates. Axis order of the arrays here is x, y, z;
/// volumes are stored [z][y][x], x fastest. The origin is the centre of voxel (0,0,0).
struct Grid {
  std::array<std::int64_t, 3> shape{};  // voxels along x, y, z
  std::array<double, 3> spacing_mm{};
  std::array<double, 3> origin_mm{};
  std::array<double, 9> direction{1, 0, 0, 0, 1, 0, 0, 0, 1};  // row-major, columns = axes

  std::int64_t voxels() const { return shape[0] * shape[1] * shape[2]; }
  double smallest_spacing_mm() const {
    return std::min({spacing_mm[0], spacing_mm[1], spacing_mm[2]});
  }
  double voxel_volume_cm3() const { return spacing_mm[0] * spacing_mm[1] * spacing_mm[2] * 1e-3; }
  bool operator==(const Grid&) const = default;
};

/// Voxel that contains an LPS point, in x-fastest order; -1 outside. Lower faces belong to the
/// voxel, upper faces to the next one.
std::int64_t voxel_at(const Grid& grid, const std::array<double, 3>& point_mm);

}  // namespace yttria
