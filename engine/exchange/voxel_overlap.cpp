// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/voxel_overlap.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace yttria {

namespace {

constexpr double tolerance_voxels = 1e-3;  // across a whole grid: what files round away
constexpr int least_points = 4, most_points = 8;

/// The other's axis that runs along each axis; none when one runs along no axis.
std::optional<std::array<std::size_t, 3>> parallel_axes(const std::array<double, 9>& step,
                                                        const std::array<std::int64_t, 3>& shape) {
  std::array<std::size_t, 3> along{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    std::size_t most = 0;
    for (std::size_t row = 1; row < 3; ++row) {
      if (std::abs(step[3 * row + axis]) > std::abs(step[3 * most + axis])) most = row;
    }
    along[axis] = most;
    for (std::size_t row = 0; row < 3; ++row) {
      const double drift = std::abs(step[3 * row + axis]) * static_cast<double>(shape[axis]);
      if (row != most && drift > tolerance_voxels) return std::nullopt;
    }
  }
  if (along[0] == along[1] || along[1] == along[2] || along[0] == along[2]) return std::nullopt;
  return along;
}

/// Edges that agree but for rounding must not leave slivers.
double snapped_edge(double edge) {
  const double whole = std::round(edge + 0.5) - 0.5;
  return std::abs(edge - whole) <= 1e-4 ? whole : edge;
}

}  // namespace

VoxelOverlap::AxisPieces VoxelOverlap::pieces_along(const Grid& of, const Grid& with,
                                                    std::size_t axis, std::size_t other) const {
  std::int64_t stride = 1;
  for (std::size_t i = 0; i < other; ++i) stride *= with.shape[i];
  const double step = step_[3 * other + axis];
  AxisPieces all(static_cast<std::size_t>(of.shape[axis]));
  for (std::int64_t i = 0; i < of.shape[axis]; ++i) {
    const double a = snapped_edge(offset_[other] + step * (static_cast<double>(i) - 0.5));
    const double b = snapped_edge(offset_[other] + step * (static_cast<double>(i) + 0.5));
    const double low = std::min(a, b), high = std::max(a, b);
    const auto last = std::min(static_cast<double>(with.shape[other] - 1), std::ceil(high - 0.5));
    for (double k = std::max(0.0, std::floor(low + 0.5)); k <= last; ++k) {
      const double shared = std::min(high, k + 0.5) - std::max(low, k - 0.5);
      if (shared <= 0) continue;
      all[static_cast<std::size_t>(i)].push_back(
          {static_cast<std::int64_t>(k) * stride, shared / (high - low)});
    }
  }
  return all;
}

VoxelOverlap::VoxelOverlap(const Grid& of, const Grid& with) : shape_(with.shape) {
  for (std::size_t row = 0; row < 3; ++row) {
    for (std::size_t k = 0; k < 3; ++k) {
      const double along = with.direction[3 * k + row] / with.spacing_mm[row];
      offset_[row] += along * (of.origin_mm[k] - with.origin_mm[k]);
      for (std::size_t axis = 0; axis < 3; ++axis) {
        step_[3 * row + axis] += along * of.direction[3 * k + axis] * of.spacing_mm[axis];
      }
    }
  }
  if (const auto along = parallel_axes(step_, of.shape)) {
    for (std::size_t axis = 0; axis < 3; ++axis) {
      pieces_[axis] = pieces_along(of, with, axis, (*along)[axis]);
    }
    return;
  }
  exact_ = false;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double wanted = std::ceil(3 * of.spacing_mm[axis] / with.smallest_spacing_mm());
    points_[axis] = static_cast<int>(std::clamp<double>(wanted, least_points, most_points));
  }
}

}  // namespace yttria
