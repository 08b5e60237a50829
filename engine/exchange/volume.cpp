// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/volume.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace yttria {

namespace {

using Vector = std::array<double, 3>;

constexpr double direction_tolerance = 1e-3;  // DICOM writes cosines with few digits

double dot(const Vector& a, const Vector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

Vector normalised(const Vector& a) {
  const double length = std::sqrt(dot(a, a));
  return {a[0] / length, a[1] / length, a[2] / length};
}

double determinant(const std::array<double, 9>& m) {
  return dot({m[0], m[3], m[6]}, cross({m[1], m[4], m[7]}, {m[2], m[5], m[8]}));
}

}  // namespace

std::array<double, 9> right_handed_direction(const Vector& x, const Vector& y) {
  for (const Vector& axis : {x, y}) {
    if (!(std::abs(std::sqrt(dot(axis, axis)) - 1) <= direction_tolerance)) {
      throw std::invalid_argument("a direction of its axes is not of length 1");
    }
  }
  if (!(std::abs(dot(x, y)) <= direction_tolerance)) {
    throw std::invalid_argument("its axes are not perpendicular");
  }
  const Vector first = normalised(x);
  const double along = dot(first, y);
  const Vector second =
      normalised({y[0] - along * first[0], y[1] - along * first[1], y[2] - along * first[2]});
  const Vector third = cross(first, second);
  return {first[0], second[0], third[0],  first[1], second[1],
          third[1], first[2],  second[2], third[2]};
}

void make_right_handed(Volume& volume) {
  Grid& grid = volume.grid;
  if (determinant(grid.direction) > 0) return;
  const Vector last = {0, 0, static_cast<double>(grid.shape[2] - 1)};
  grid.origin_mm = position_mm(grid, last);
  for (const std::size_t i : {2u, 5u, 8u}) grid.direction[i] = -grid.direction[i];
  const std::int64_t plane = grid.shape[0] * grid.shape[1];
  for (std::int64_t z = 0; z < grid.shape[2] / 2; ++z) {
    const auto one = volume.values.begin() + z * plane;
    const auto other = volume.values.begin() + (grid.shape[2] - 1 - z) * plane;
    std::swap_ranges(one, one + plane, other);
  }
}

Vector position_mm(const Grid& grid, const Vector& index) {
  Vector position = grid.origin_mm;
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      position[row] += grid.direction[3 * row + axis] * grid.spacing_mm[axis] * index[axis];
    }
  }
  return position;
}

Vector index_of(const Grid& grid, const Vector& position) {
  Vector index{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t row = 0; row < 3; ++row) {
      index[axis] += grid.direction[3 * row + axis] * (position[row] - grid.origin_mm[row]);
    }
    index[axis] /= grid.spacing_mm[axis];
  }
  return index;
}

std::string orientation_text(const Grid& grid) {
  constexpr const char* letters[3][2] = {{"R", "L"}, {"A", "P"}, {"I", "S"}};
  std::string text;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t row = 0; row < 3; ++row) {
      const double cosine = grid.direction[3 * row + axis];
      if (std::abs(cosine) < 1 - 1e-6) continue;
      if (!text.empty()) text += ' ';
      text += letters[row][cosine > 0 ? 1 : 0];
    }
  }
  return text.size() == 5 ? text : "oblique";
}

}  // namespace yttria
