// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/case_grid.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "engine/analysis/grid_map.hpp"
#include "engine/error.hpp"

namespace yttria {

namespace {

/// LPS of a position in voxels.
std::array<double, 3> point_mm(const Grid& grid, const std::array<double, 3>& position) {
  std::array<double, 3> point = grid.origin_mm;
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      point[row] += grid.direction[3 * row + axis] * grid.spacing_mm[axis] * position[axis];
    }
  }
  return point;
}

std::array<double, 3> position_on(const Grid& grid, const std::array<double, 3>& point) {
  std::array<double, 3> position{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t row = 0; row < 3; ++row) {
      position[axis] += grid.direction[3 * row + axis] * (point[row] - grid.origin_mm[row]);
    }
    position[axis] /= grid.spacing_mm[axis];
  }
  return position;
}

}  // namespace

IndexBox box_of(const ShareMask& mask, double margin_mm) {
  const std::array<std::int64_t, 3>& shape = mask.grid.shape;
  IndexBox box{shape, {0, 0, 0}};
  std::size_t voxel = 0;
  for (std::int64_t z = 0; z < shape[2]; ++z) {
    for (std::int64_t y = 0; y < shape[1]; ++y) {
      for (std::int64_t x = 0; x < shape[0]; ++x) {
        if (mask.values[voxel++] == 0) continue;
        const std::array<std::int64_t, 3> at{x, y, z};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          box.first[axis] = std::min(box.first[axis], at[axis]);
          box.last[axis] = std::max(box.last[axis], at[axis] + 1);
        }
      }
    }
  }
  if (box.last[0] == 0) return {{0, 0, 0}, shape};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double wanted = std::ceil(margin_mm / mask.grid.spacing_mm[axis] - 1e-9);
    const auto margin = static_cast<std::int64_t>(std::min(wanted, 1e9));
    box.first[axis] = std::max<std::int64_t>(0, box.first[axis] - margin);
    box.last[axis] = std::min(shape[axis], box.last[axis] + margin);
  }
  return box;
}

Grid cropped(const Grid& grid, const IndexBox& box) {
  Grid part = grid;
  std::array<double, 3> first{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    part.shape[axis] = box.last[axis] - box.first[axis];
    first[axis] = static_cast<double>(box.first[axis]);
  }
  part.origin_mm = point_mm(grid, first);
  return part;
}

Grid respaced(const Grid& grid, const std::array<double, 3>& spacing_mm) {
  Grid result = grid;
  std::array<double, 3> first{};
  double voxels = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double extent_mm = static_cast<double>(grid.shape[axis]) * grid.spacing_mm[axis];
    const double count = std::max(1.0, std::ceil(extent_mm / spacing_mm[axis] - 1e-6));
    voxels *= count;
    if (!(voxels <= std::numeric_limits<std::int32_t>::max())) {
      throw InputError(
          fmt::format("--grid {:g}: more than 2^31 voxels; use larger ones", spacing_mm[0]));
    }
    result.shape[axis] = static_cast<std::int64_t>(count);
    result.spacing_mm[axis] = spacing_mm[axis];
    // From the middle of the old grid half the new extent down, then half a voxel up.
    first[axis] = (static_cast<double>(grid.shape[axis]) - 1) / 2 -
                  (count - 1) / 2 * spacing_mm[axis] / grid.spacing_mm[axis];
  }
  result.origin_mm = point_mm(grid, first);
  return result;
}

Grid overlapping_part(const std::string& where, const Grid& grid, const Grid& other) {
  std::array<double, 3> low{}, high{};
  for (unsigned corner = 0; corner < 8; ++corner) {
    std::array<double, 3> position{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      position[axis] =
          (corner >> axis & 1) != 0 ? static_cast<double>(other.shape[axis]) - 0.5 : -0.5;
    }
    const std::array<double, 3> here = position_on(grid, point_mm(other, position));
    for (std::size_t axis = 0; axis < 3; ++axis) {
      low[axis] = corner == 0 ? here[axis] : std::min(low[axis], here[axis]);
      high[axis] = corner == 0 ? here[axis] : std::max(high[axis], here[axis]);
    }
  }
  IndexBox box;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto voxels = static_cast<double>(grid.shape[axis]);
    box.first[axis] =
        static_cast<std::int64_t>(std::clamp(std::floor(low[axis] + 0.5 + 1e-4), 0.0, voxels));
    box.last[axis] =
        static_cast<std::int64_t>(std::clamp(std::ceil(high[axis] + 0.5 - 1e-4), 0.0, voxels));
    if (box.first[axis] >= box.last[axis]) {
      throw InputError(
          fmt::format("{}: the images have no place in common; voxel centres of one lie at "
                      "{}, of the other at {} (LPS)",
                      where, centres_text(grid), centres_text(other)));
    }
  }
  return cropped(grid, box);
}

}  // namespace yttria
