// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/result/dose_map.hpp"

namespace yttria::report {

/// The voxels that pictures show: every stride-th of a box of the grid, so that each picture value
/// is that of one voxel and not a mean.
struct PictureFrame {
  std::array<std::int64_t, 3> first{};  // x, y, z
  std::array<std::int64_t, 3> stride{1, 1, 1};
  std::array<std::int64_t, 3> shape{};  // picture elements

  std::int64_t size() const { return shape[0] * shape[1] * shape[2]; }
  /// Of a picture element, in the map.
  std::size_t voxel(const Grid& grid, std::int64_t x, std::int64_t y, std::int64_t z) const {
    return static_cast<std::size_t>(
        ((first[2] + stride[2] * z) * grid.shape[1] + first[1] + stride[1] * y) * grid.shape[0] +
        first[0] + stride[0] * x);
  }
  template <class Visit>
  void for_each(const Grid& grid, Visit&& visit) const {
    for (std::int64_t z = 0; z < shape[2]; ++z) {
      for (std::int64_t y = 0; y < shape[1]; ++y) {
        for (std::int64_t x = 0; x < shape[0]; ++x) visit(voxel(grid, x, y, z));
      }
    }
  }
};

/// Of a map: the box around all voxels denser than 0.1 g/cm3 (the patient) or with more than 1 % of
/// the maximum dose, thinned along the finest axis until it has no more than `most` elements. The
/// voxel `centre` is among them.
PictureFrame picture_frame(const DoseMap& map, const std::array<std::int64_t, 3>& centre,
                           std::int64_t most);

/// Density of a voxel, g/cm3; NaN when masses are not known.
double density_g_cm3(const DoseMap& map, std::size_t voxel);

}  // namespace yttria::report
