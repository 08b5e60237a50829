// SPDX-License-Identifier: Apache-2.0
// Grids that a patient may lie in, for the tests of every format.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "engine/case/grid.hpp"

namespace yttria::test {

using Vector = std::array<double, 3>;

struct NamedGrid {
  std::string name;
  Grid grid;
};

/// From the unit vectors of x, y, z index; spacings and origin are odd on purpose.
inline Grid grid_of(const Vector& x, const Vector& y, const Vector& z) {
  Grid grid;
  grid.shape = {40, 30, 20};
  grid.spacing_mm = {0.9765625, 1.3, 2.7};
  grid.origin_mm = {-249.51171875, -171.123456, 1203.4567891};
  for (std::size_t row = 0; row < 3; ++row) {
    grid.direction[3 * row] = x[row];
    grid.direction[3 * row + 1] = y[row];
    grid.direction[3 * row + 2] = z[row];
  }
  return grid;
}

/// Turned about a unit vector (Rodrigues).
inline Grid turned_grid(const Vector& axis, double degrees) {
  const double c = std::cos(degrees * std::acos(-1.0) / 180);
  const double s = std::sin(degrees * std::acos(-1.0) / 180);
  const auto [a, b, d] = axis;
  return grid_of({c + a * a * (1 - c), b * a * (1 - c) + d * s, d * a * (1 - c) - b * s},
                 {a * b * (1 - c) - d * s, c + b * b * (1 - c), d * b * (1 - c) + a * s},
                 {a * d * (1 - c) + b * s, b * d * (1 - c) - a * s, c + d * d * (1 - c)});
}

/// The eight axis-aligned patient positions (PS3.3 C.7.3.1.1.2), coronal slices, oblique ones, a
/// left-handed grid.
inline std::vector<NamedGrid> grids() {
  const Vector L{1, 0, 0}, R{-1, 0, 0}, P{0, 1, 0}, A{0, -1, 0}, H{0, 0, 1}, F{0, 0, -1};
  const double third = std::sqrt(1.0 / 3);
  return {{"HFS", grid_of(L, P, H)},
          {"HFP", grid_of(R, A, H)},
          {"HFDR", grid_of(P, R, H)},
          {"HFDL", grid_of(A, L, H)},
          {"FFS", grid_of(R, P, F)},
          {"FFP", grid_of(L, A, F)},
          {"FFDR", grid_of(A, R, F)},
          {"FFDL", grid_of(P, L, F)},
          {"coronal", grid_of(L, F, P)},
          {"oblique", turned_grid({third, third, third}, 33)},
          {"hardly oblique", turned_grid({0, 0, 1}, 0.01)},
          {"half round", turned_grid({0.6, 0.8, 0}, 179.9)},
          {"left-handed", grid_of(L, P, F)}};
}

/// LPS mm of an index.
inline Vector point_mm(const Grid& grid, const Vector& index) {
  Vector point = grid.origin_mm;
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      point[row] += grid.direction[3 * row + axis] * grid.spacing_mm[axis] * index[axis];
    }
  }
  return point;
}

inline double distance_mm(const Vector& a, const Vector& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// Indices of the corners.
inline std::vector<Vector> corners(const Grid& grid) {
  std::vector<Vector> found;
  for (unsigned corner = 0; corner < 8; ++corner) {
    Vector index{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if ((corner >> axis & 1u) != 0) index[axis] = static_cast<double>(grid.shape[axis] - 1);
    }
    found.push_back(index);
  }
  return found;
}

/// Different in every voxel, with a NaN in the second.
inline std::vector<float> values(const Grid& grid) {
  std::vector<float> all(static_cast<std::size_t>(grid.voxels()));
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = 0.37f * static_cast<float>(i);
  if (all.size() > 1) all[1] = std::nanf("");
  return all;
}

}  // namespace yttria::test
