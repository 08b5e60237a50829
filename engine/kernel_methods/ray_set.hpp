// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/case/grid.hpp"

namespace yttria {

/// A voxel on the way of a ray, relative to the voxel it starts in.
struct RayStep {
  std::int32_t dx, dy, dz;
  float length_cm;
};

/// A ray from a place in a voxel, up to where it must have left the grid whatever voxel it was.
using RayPath = std::vector<RayStep>;

/// Paths of `count` rays (rounded up to a multiple of 8) from evenly spread places of a voxel into
/// evenly spread directions: a five-dimensional additive recurrence (Roberts 2018, generalised
/// golden ratio) and its mirror images, eight in a row.
std::vector<RayPath> ray_paths(const Grid& grid, int count);

}  // namespace yttria
