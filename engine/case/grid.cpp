// SPDX-License-Identifier: Apache-2.0
#include "engine/case/grid.hpp"

#include <cmath>

namespace yttria {

std::int64_t voxel_at(const Grid& grid, const std::array<double, 3>& point_mm) {
  std::array<std::int64_t, 3> index{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double along_mm = 0;  // the columns are orthonormal, so the transpose is the inverse
    for (std::size_t row = 0; row < 3; ++row) {
      along_mm += grid.direction[3 * row + axis] * (point_mm[row] - grid.origin_mm[row]);
    }
    const double position = std::floor(along_mm / grid.spacing_mm[axis] + 0.5);
    if (!(position >= 0 && position < static_cast<double>(grid.shape[axis]))) return -1;
    index[axis] = static_cast<std::int64_t>(position);
  }
  return (index[2] * grid.shape[1] + index[1]) * grid.shape[0] + index[0];
}

}  // namespace yttria
