// SPDX-License-Identifier: Apache-2.0
// Where decays happen. Within a batch the positions are systematic: history i of n takes the
// voxel at the fraction (i + offset) / n of the cumulative activity, with one random offset per
// batch. The estimate stays unbiased, batches stay independent, and the number of histories per
// voxel hardly fluctuates.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/rng.hpp"
#include "kernels/core/vec3.hpp"
#include "kernels/core/views.hpp"
#include "kernels/transport/voxel_grid.hpp"

namespace yttria {

struct SourcePoint {
  VoxelIndex voxel;
  Vec3 position_cm;  // in the voxel
};

/// A map is stored as cumulative activity of its rows (double) and, within each row, as cumulative
/// shares scaled to 2^32 - 1: four bytes a voxel. Points are stored as cumulative decays.
struct SourceView {
  View<const double> cumulative_rows;          // [ny*nz] or [points], decays
  View<const std::uint32_t> cumulative_share;  // [nz][ny][nx]; empty with points
  View<const SourcePoint> points;              // empty with a map
  Vec3 beam;                                   // direction in the grid's axes of all decays, or 0

  template <class F>
  void for_each_array(F&& f) {
    f(cumulative_rows);
    f(cumulative_share);
    f(points);
  }
};

/// Direction of an emission: the beam's, or isotropic.
YTTRIA_HD inline Vec3 source_direction(const SourceView& source, real u_cosine, real u_azimuth) {
  const Vec3& beam = source.beam;
  const bool directed = beam.x != real(0) || beam.y != real(0) || beam.z != real(0);
  return directed ? beam : isotropic_direction(u_cosine, u_azimuth);
}

/// First index in [first, last) whose value exceeds `target`; last - 1 when none does.
template <class T>
YTTRIA_HD inline std::uint64_t first_above(const View<const T>& values, std::uint64_t first,
                                           std::uint64_t last, T target) {
  std::uint64_t high = last - 1;
  while (first < high) {
    const std::uint64_t middle = first + (high - first) / 2;
    if (values[middle] > target) {
      high = middle;
    } else {
      first = middle + 1;
    }
  }
  return first;
}

/// Place of the decay at `fraction` of the cumulative activity. The words place it within the
/// voxel, uniformly; a point has its own place.
YTTRIA_HD inline SourcePoint source_point(const SourceView& source, const VoxelGridView& grid,
                                          double fraction, std::uint32_t word_x,
                                          std::uint32_t word_y, std::uint32_t word_z) {
  // The last fraction of a batch may have been rounded to 1, where nothing lies above the target.
  constexpr double last_fraction = 0x1.fffffffffffffp-1;
  if (fraction > last_fraction) fraction = last_fraction;
  const std::uint64_t rows = source.cumulative_rows.size();
  const double target = fraction * source.cumulative_rows[rows - 1];
  const std::uint64_t row = first_above(source.cumulative_rows, 0, rows, target);
  if (source.points.size() != 0) return source.points[row];

  const double below = row == 0 ? 0.0 : source.cumulative_rows[row - 1];
  const double rest = (target - below) / (source.cumulative_rows[row] - below);
  const double scaled = rest * 4294967295.0;
  const std::uint32_t share = scaled <= 0              ? 0u
                              : scaled >= 4294967294.0 ? 4294967294u
                                                       : static_cast<std::uint32_t>(scaled);
  const std::uint64_t nx = static_cast<std::uint64_t>(grid.shape[0]);
  const std::uint64_t voxel = first_above(source.cumulative_share, row * nx, row * nx + nx, share);
  return {grid.index(voxel),
          {uniform(word_x) * grid.size_cm[0], uniform(word_y) * grid.size_cm[1],
           uniform(word_z) * grid.size_cm[2]}};
}

}  // namespace yttria
