// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/analysis/grid_map.hpp"
#include "engine/case/grid.hpp"

namespace yttria {

/// What share of a voxel of one grid lies in which voxels of another. Exact where the axes of both
/// are parallel, in any order and sense; otherwise counted with up to 8^3 points in the voxel. The
/// shares of a voxel that lies within the other grid sum to 1: what is handed out is conserved.
class VoxelOverlap {
 public:
  VoxelOverlap(const Grid& of, const Grid& with);

  bool exact() const { return exact_; }

  /// Calls visit(voxel of `with`, share of this voxel); in the counted case perhaps several times
  /// for one voxel.
  template <class Visit>
  void operator()(const GridIndex& voxel, Visit&& visit) const {
    if (exact_) {
      visit_boxes(voxel, visit);
    } else {
      visit_points(voxel, visit);
    }
  }

 private:
  struct Piece {
    std::int64_t offset;  // index along the other's axis times its stride
    double share;
  };
  using AxisPieces = std::vector<std::vector<Piece>>;  // of each index along an axis

  AxisPieces pieces_along(const Grid& of, const Grid& with, std::size_t axis,
                          std::size_t other) const;
  template <class Visit>
  void visit_boxes(const GridIndex& voxel, Visit&& visit) const;
  template <class Visit>
  void visit_points(const GridIndex& voxel, Visit&& visit) const;

  bool exact_ = true;
  std::array<AxisPieces, 3> pieces_;  // when exact
  std::array<double, 3> offset_{};    // position on the other = offset + step index
  std::array<double, 9> step_{};      // row-major
  std::array<int, 3> points_{};       // per axis, when counted
  std::array<std::int64_t, 3> shape_{};
};

template <class Visit>
void VoxelOverlap::visit_boxes(const GridIndex& voxel, Visit&& visit) const {
  const auto at = [&](std::size_t axis) -> const std::vector<Piece>& {
    return pieces_[axis][static_cast<std::size_t>(voxel[axis])];
  };
  for (const Piece& z : at(2)) {
    for (const Piece& y : at(1)) {
      for (const Piece& x : at(0)) {
        visit(static_cast<std::size_t>(x.offset + y.offset + z.offset),
              x.share * y.share * z.share);
      }
    }
  }
}

template <class Visit>
void VoxelOverlap::visit_points(const GridIndex& voxel, Visit&& visit) const {
  const double share = 1.0 / (points_[0] * points_[1] * points_[2]);
  const auto sub = [&](std::size_t axis, int k) {
    return static_cast<double>(voxel[axis]) - 0.5 + (k + 0.5) / points_[axis];
  };
  for (int k = 0; k < points_[2]; ++k) {
    for (int j = 0; j < points_[1]; ++j) {
      for (int i = 0; i < points_[0]; ++i) {
        const std::array<double, 3> p{sub(0, i), sub(1, j), sub(2, k)};
        std::int64_t index = 0, stride = 1;
        bool inside = true;
        for (std::size_t row = 0; row < 3; ++row) {
          const double q = offset_[row] + 0.5 + step_[3 * row] * p[0] + step_[3 * row + 1] * p[1] +
                           step_[3 * row + 2] * p[2];
          inside = inside && q >= 0 && q < static_cast<double>(shape_[row]);
          index += inside ? static_cast<std::int64_t>(q) * stride : 0;
          stride *= shape_[row];
        }
        if (inside) visit(static_cast<std::size_t>(index), share);
      }
    }
  }
}

}  // namespace yttria
