// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/ray_set.hpp"

#include <cmath>
#include <cstddef>
#include <cstdlib>
#include <limits>
#include <numbers>

namespace yttria {

namespace {

using Point = std::array<double, 3>;

/// Number i of the recurrence, each coordinate in [0, 1).
std::array<double, 5> spread(int i) {
  double phi = 1;  // the root of phi^6 = phi + 1
  for (int turn = 0; turn < 64; ++turn) phi = std::pow(1 + phi, 1.0 / 6);
  std::array<double, 5> u{};
  for (std::size_t d = 0; d < u.size(); ++d) {
    const double x = 0.5 + (i + 1) / std::pow(phi, static_cast<double>(d + 1));
    u[d] = x - std::floor(x);
  }
  return u;
}

/// From a place in units of the voxel's edges along a unit vector, face by face.
RayPath path_of(const Grid& grid, const Point& start, const Point& direction) {
  constexpr double never = std::numeric_limits<double>::infinity();
  Point next{}, step{};  // cm along the ray: to the next face of each axis, between faces
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double u = direction[axis];
    const double to_face = u > 0 ? 1 - start[axis] : start[axis];
    step[axis] = u != 0 ? 0.1 * grid.spacing_mm[axis] / std::fabs(u) : never;
    next[axis] = u != 0 ? to_face * step[axis] : never;
  }
  RayPath path;
  std::array<std::int32_t, 3> at{};
  double travelled = 0;
  for (;;) {
    const std::size_t axis =
        next[0] <= next[1] ? (next[0] <= next[2] ? 0 : 2) : (next[1] <= next[2] ? 1 : 2);
    path.push_back({at[0], at[1], at[2], static_cast<float>(next[axis] - travelled)});
    travelled = next[axis];
    next[axis] += step[axis];
    at[axis] += direction[axis] > 0 ? 1 : -1;
    if (std::abs(at[axis]) >= grid.shape[axis]) return path;
  }
}

}  // namespace

std::vector<RayPath> ray_paths(const Grid& grid, int count) {
  std::vector<RayPath> paths;
  for (int i = 0; i < (count + 7) / 8; ++i) {
    const std::array<double, 5> u = spread(i);
    const double z = u[0];  // a half sphere in z and a quarter turn: the mirrors do the rest
    const double angle = 0.5 * std::numbers::pi * u[1];
    const double flat = std::sqrt(1 - z * z);
    for (int mirror = 0; mirror < 8; ++mirror) {
      Point start = {u[2], u[3], u[4]};
      Point direction = {flat * std::cos(angle), flat * std::sin(angle), z};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if ((mirror >> axis & 1) == 0) continue;
        start[axis] = 1 - start[axis];
        direction[axis] = -direction[axis];
      }
      paths.push_back(path_of(grid, start, direction));
    }
  }
  return paths;
}

}  // namespace yttria
