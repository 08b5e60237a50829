// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/grid_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace yttria {

namespace {

constexpr double tolerance_voxels = 1e-4;

GridIndex corner(const Grid& grid, int which) {
  GridIndex index{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if ((which >> axis & 1) != 0) index[axis] = grid.shape[axis] - 1;
  }
  return index;
}

}  // namespace

GridMap::GridMap(const Grid& from, const Grid& to) {
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t k = 0; k < 3; ++k) {
      const double along = to.direction[3 * k + row] / to.spacing_mm[row];  // transposed: inverse
      offset_[row] += along * (from.origin_mm[k] - to.origin_mm[k]);
      for (std::size_t column = 0; column < 3; ++column) {
        step_[3 * row + column] += along * from.direction[3 * k + column] * from.spacing_mm[column];
      }
    }
  }
}

GridPosition GridMap::operator()(const GridIndex& voxel) const {
  GridPosition position = offset_;
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t k = 0; k < 3; ++k) {
      position[row] += step_[3 * row + k] * static_cast<double>(voxel[k]);
    }
    const double whole = std::round(position[row]);
    if (std::abs(position[row] - whole) <= tolerance_voxels) position[row] = whole;
  }
  return position;
}

bool same_grid(const Grid& a, const Grid& b) {
  if (a.shape != b.shape) return false;
  const GridMap map(a, b);
  for (int which = 0; which < 8; ++which) {
    const GridIndex index = corner(a, which);
    const GridPosition position = map(index);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (position[axis] != static_cast<double>(index[axis])) return false;
    }
  }
  return true;
}

bool within_centres(const Grid& grid, const GridPosition& position) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double last = static_cast<double>(grid.shape[axis] - 1);
    if (!(position[axis] >= 0 && position[axis] <= last)) return false;
  }
  return true;
}

GridIndex grid_index(const Grid& grid, std::int64_t voxel) {
  const std::int64_t row = voxel / grid.shape[0];
  return {voxel % grid.shape[0], row % grid.shape[1], row / grid.shape[1]};
}

std::array<double, 3> voxel_centre_mm(const Grid& grid, const GridIndex& voxel) {
  std::array<double, 3> point = grid.origin_mm;
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t k = 0; k < 3; ++k) {
      point[row] +=
          grid.direction[3 * row + k] * grid.spacing_mm[k] * static_cast<double>(voxel[k]);
    }
  }
  return point;
}

std::string centres_text(const Grid& grid) {
  std::array<double, 3> low, high;
  low.fill(std::numeric_limits<double>::infinity());
  high.fill(-std::numeric_limits<double>::infinity());
  for (int which = 0; which < 8; ++which) {
    const std::array<double, 3> point = voxel_centre_mm(grid, corner(grid, which));
    for (std::size_t axis = 0; axis < 3; ++axis) {
      low[axis] = std::min(low[axis], point[axis]);
      high[axis] = std::max(high[axis], point[axis]);
    }
  }
  return fmt::format("x {:.6g} to {:.6g}, y {:.6g} to {:.6g}, z {:.6g} to {:.6g} mm", low[0],
                     high[0], low[1], high[1], low[2], high[2]);
}

}  // namespace yttria
