// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "engine/case/grid.hpp"

namespace yttria {

/// A ray from a place in a voxel.
struct Ray {
  std::array<double, 3> start;      // in units of the voxel's edges, 0..1
  std::array<double, 3> direction;  // unit vector in the axes of the grid
};

/// Ray `number` of a sequence whose every stretch covers the places of a voxel and the directions
/// with no negative component evenly: Halton's of the bases 2, 3, 5, 7, 11 (1960,
/// doi:10.1007/BF01386213).
Ray ray_of_sequence(std::uint64_t number);
/// One of its eight mirror images: bit k of `mirror` turns axis k round.
Ray mirrored(Ray ray, unsigned mirror);

/// A voxel on the way of a ray, relative to the voxel it starts in.
struct RayStep {
  std::int32_t dx, dy, dz;
  double length_cm;
};

/// Goes along a ray from face to face.
class RayWalk {
 public:
  RayWalk(const Grid& grid, const Ray& ray);
  RayStep next();

 private:
  std::array<double, 3> next_cm_{}, step_cm_{};  // to the next face of each axis, between faces
  std::array<std::int32_t, 3> sense_{}, at_{};
  double travelled_cm_ = 0;
};

}  // namespace yttria
