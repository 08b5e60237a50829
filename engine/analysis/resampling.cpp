// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/resampling.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "engine/error.hpp"

namespace yttria {

namespace {

void count_gaps(const DoseMap& reference, ResampledDose& there) {
  for (std::size_t i = 0; i < there.dose_Gy.size(); ++i) {
    if (!std::isnan(reference.dose_Gy[i]) && std::isnan(there.dose_Gy[i])) ++there.without_mass;
  }
  there.without_mass -= there.outside;
}

[[noreturn]] void refuse(const DoseMap& test, const DoseMap& reference) {
  throw InputError(fmt::format(
      "{} and {}: the grids do not overlap; voxel centres of the first lie at {}, of "
      "the second at {} (LPS); compare doses of the same frame of reference",
      reference.file, test.file, centres_text(reference.grid), centres_text(test.grid)));
}

}  // namespace

double dose_at(const DoseMap& map, const GridPosition& position) {
  GridIndex low{};
  std::array<double, 3> fraction{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double floor = std::floor(position[axis]);
    low[axis] = static_cast<std::int64_t>(floor);
    fraction[axis] = position[axis] - floor;
  }
  double sum = 0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    double weight = 1;
    GridIndex at = low;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const bool upper = (corner >> axis & 1) != 0;
      weight *= upper ? fraction[axis] : 1 - fraction[axis];
      if (upper) ++at[axis];
    }
    if (weight == 0) continue;  // may lie beyond the grid, or have no mass
    const std::int64_t voxel = (at[2] * map.grid.shape[1] + at[1]) * map.grid.shape[0] + at[0];
    sum += weight * static_cast<double>(map.dose_Gy[static_cast<std::size_t>(voxel)]);
  }
  return sum;
}

ResampledDose resample(const DoseMap& test, const DoseMap& reference) {
  ResampledDose there;
  there.same_grid = same_grid(reference.grid, test.grid);
  if (there.same_grid) {
    there.dose_Gy = test.dose_Gy;
    count_gaps(reference, there);
    return there;
  }
  const GridMap map(reference.grid, test.grid);
  const std::array<std::int64_t, 3>& shape = reference.grid.shape;
  there.dose_Gy.assign(reference.dose_Gy.size(), std::numeric_limits<float>::quiet_NaN());
  bool overlap = false;
  std::size_t i = 0;
  for (std::int64_t z = 0; z < shape[2]; ++z) {
    for (std::int64_t y = 0; y < shape[1]; ++y) {
      for (std::int64_t x = 0; x < shape[0]; ++x, ++i) {
        const GridPosition position = map({x, y, z});
        const bool inside = within_centres(test.grid, position);
        overlap = overlap || inside;
        if (std::isnan(reference.dose_Gy[i])) continue;
        if (inside) {
          there.dose_Gy[i] = static_cast<float>(dose_at(test, position));
        } else {
          ++there.outside;
        }
      }
    }
  }
  if (!overlap) refuse(test, reference);
  count_gaps(reference, there);
  return there;
}

}  // namespace yttria
