// SPDX-License-Identifier: Apache-2.0
// A small grid of voxels, and straight lines through it by an algorithm of its own.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <map>
#include <vector>

#include "kernels/transport/flight.hpp"

namespace yttria::test {

/// Owns a grid.
struct World {
  std::vector<float> density;
  std::vector<std::uint16_t> material;
  ProblemView problem = {};

  World(std::array<std::int32_t, 3> shape, std::array<double, 3> size_cm) {
    std::size_t voxels = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      problem.grid.shape[axis] = shape[axis];
      problem.grid.size_cm[axis] = static_cast<real>(size_cm[axis]);
      voxels *= static_cast<std::size_t>(shape[axis]);
    }
    density.assign(voxels, 1.0f);
    material.assign(voxels, 0);
    problem.grid.density_g_cm3 = {density.data(), voxels};
    problem.grid.material = {material.data(), voxels};
  }

  Particle electron(VoxelIndex voxel, Vec3 position, Vec3 direction, EnergyQuanta energy) const {
    Particle e = {};
    e.voxel = voxel;
    e.position_cm = position;
    e.direction = direction;
    e.energy = energy;
    detail::enter_voxel(problem.grid, e);
    return e;
  }
};

/// Mass path per voxel of a straight line, in double, by sorting its crossings of all planes: an
/// algorithm of its own. Ends with the path, the grid or where the material changes.
struct Traced {
  std::map<std::uint64_t, double> path;
  double total = 0;
  FlightEnd end = FlightEnd::left_grid;
};
inline Traced trace(const World& world, const Particle& e, double path) {
  const VoxelGridView& grid = world.problem.grid;
  const double d[] = {e.direction.x, e.direction.y, e.direction.z};
  const std::int32_t v[] = {e.voxel.x, e.voxel.y, e.voxel.z};
  const double in[] = {e.position_cm.x, e.position_cm.y, e.position_cm.z};
  double at[3];
  std::vector<double> crossings = {0};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double size = grid.size_cm[axis];
    at[axis] = v[axis] * size + in[axis];
    for (std::int32_t plane = 0; plane <= grid.shape[axis] && d[axis] != 0; ++plane) {
      const double t = (plane * size - at[axis]) / d[axis];
      if (t > 0) crossings.push_back(t);
    }
  }
  std::sort(crossings.begin(), crossings.end());
  Traced result;
  std::uint32_t material = e.material;
  for (std::size_t i = 0; i + 1 < crossings.size(); ++i) {
    const double middle = 0.5 * (crossings[i] + crossings[i + 1]);
    std::int32_t voxel[3];
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double place = (at[axis] + d[axis] * middle) / grid.size_cm[axis];
      voxel[axis] = static_cast<std::int32_t>(std::floor(place));
      if (voxel[axis] < 0 || voxel[axis] >= grid.shape[axis]) return result;
    }
    const std::uint64_t linear = grid.linear({voxel[0], voxel[1], voxel[2]});
    const double density = grid.density_g_cm3[linear];
    if (density > 0 && grid.material[linear] != material) {
      result.end = FlightEnd::new_material;
      return result;
    }
    const double here = density * (crossings[i + 1] - crossings[i]);
    const double flown = std::min(here, path - result.total);
    result.path[linear] += flown;
    result.total += flown;
    if (here > 0 && flown < here) {
      result.end = FlightEnd::arrived;
      return result;
    }
  }
  return result;
}

}  // namespace yttria::test
