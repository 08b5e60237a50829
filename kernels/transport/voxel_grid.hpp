// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/real.hpp"
#include "kernels/core/vec3.hpp"
#include "kernels/core/views.hpp"

namespace yttria {

struct VoxelIndex {
  std::int32_t x, y, z;
};

/// Density and material of every voxel, [z][y][x], in the grid's own axes. The origin of these
/// coordinates is a voxel's low corner: positions are kept relative to the voxel, so single
/// precision resolves the smallest voxel of the largest grid alike.
struct VoxelGridView {
  std::int32_t shape[3];
  real size_cm[3];
  View<const float> density_g_cm3;
  View<const std::uint16_t> material;

  YTTRIA_HD std::uint64_t linear(const VoxelIndex& v) const {
    return (static_cast<std::uint64_t>(v.z) * static_cast<std::uint64_t>(shape[1]) +
            static_cast<std::uint64_t>(v.y)) *
               static_cast<std::uint64_t>(shape[0]) +
           static_cast<std::uint64_t>(v.x);
  }
  YTTRIA_HD VoxelIndex index(std::uint64_t linear) const {
    const std::uint64_t nx = static_cast<std::uint64_t>(shape[0]);
    const std::uint64_t ny = static_cast<std::uint64_t>(shape[1]);
    const std::uint64_t row = linear / nx;
    return {static_cast<std::int32_t>(linear % nx), static_cast<std::int32_t>(row % ny),
            static_cast<std::int32_t>(row / ny)};
  }

  template <class F>
  void for_each_array(F&& f) {
    f(density_g_cm3);
    f(material);
  }
};

YTTRIA_HD inline real nearer(real a, real b) {
  return a < b ? a : b;
}

/// Whether a track of this length cannot reach a face of its voxel, however crooked.
YTTRIA_HD inline bool confined(const VoxelGridView& grid, const Vec3& position, real density_g_cm3,
                               real path_g_cm2) {
  const real x = nearer(position.x, grid.size_cm[0] - position.x);
  const real y = nearer(position.y, grid.size_cm[1] - position.y);
  const real z = nearer(position.z, grid.size_cm[2] - position.z);
  return path_g_cm2 < nearer(x, nearer(y, z)) * density_g_cm3;
}

}  // namespace yttria
