// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/analysis/gamma_search.hpp"
#include "engine/analysis/grid_map.hpp"
#include "engine/result/dose_map.hpp"

namespace yttria {

/// The evaluated dose as cells between eight voxel centres; along an axis of one voxel, and without
/// interpolation, cells have no extent. Keeps the lowest and highest dose of each.
class GammaCells {
 public:
  /// A cell relative to that of the reference point, and the least distance it can have, in DTA.
  struct Offset {
    std::int32_t x, y, z;
    double squared_distance;
  };

  /// `aligned`: reference points are voxel centres of the test.
  GammaCells(const DoseMap& test, double distance_mm, double maximum, bool interpolate,
             bool aligned);

  /// Searches the cells around a position on the test's grid, nearest first. Doses are in Gy.
  void search(GammaSearch& search, const GridPosition& position, double reference_Gy,
              double criterion_Gy) const;

 private:
  void list_offsets(double maximum, bool aligned);
  void find_ranges();
  GammaBox box(const GridIndex& cell, const GridPosition& position, double reference_Gy,
               double per_criterion) const;
  template <class Visit>
  void for_each_corner(const GridIndex& cell, Visit&& visit) const;

  const DoseMap& test_;
  std::array<double, 3> edge_{};          // of a voxel, in DTA
  std::array<std::int64_t, 3> extent_{};  // of a cell, in voxels: 1 or 0
  std::array<std::int64_t, 3> cells_{};
  std::vector<std::array<float, 2>> range_;  // lowest and highest dose of a cell
  std::vector<Offset> offsets_;
};

}  // namespace yttria
