// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/gamma_cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr double most_offsets = 2e7;
constexpr float infinity = std::numeric_limits<float>::infinity();

}  // namespace

GammaCells::GammaCells(const DoseMap& test, double distance_mm, double maximum, bool interpolate,
                       bool aligned)
    : test_(test) {
  for (std::size_t k = 0; k < 3; ++k) {
    edge_[k] = test.grid.spacing_mm[k] / distance_mm;
    extent_[k] = interpolate && test.grid.shape[k] > 1 ? 1 : 0;
    cells_[k] = test.grid.shape[k] - extent_[k];
  }
  list_offsets(maximum, aligned);
  find_ranges();
}

void GammaCells::list_offsets(double maximum, bool aligned) {
  const std::int64_t fraction = aligned ? 0 : 1;  // the point lies at 0 to this in its cell
  std::array<std::int64_t, 3> reach{};
  double count = 1;
  for (std::size_t k = 0; k < 3; ++k) {
    reach[k] = std::min(cells_[k], static_cast<std::int64_t>(maximum / edge_[k]) + 1);
    count *= static_cast<double>(2 * reach[k] + 1);
  }
  if (count > most_offsets) {
    throw InputError(fmt::format(
        "{}: voxels are so small that the gamma criterion would search {:.2g} of them around every "
        "point; choose a smaller distance or a smaller largest gamma",
        test_.file, count));
  }
  const auto least = [&](std::int64_t offset, std::size_t k) {
    const std::int64_t voxels = offset >= 0 ? offset - fraction : -offset - extent_[k];
    const double distance = static_cast<double>(std::max<std::int64_t>(voxels, 0)) * edge_[k];
    return distance * distance;
  };
  for (std::int64_t z = -reach[2]; z <= reach[2]; ++z) {
    for (std::int64_t y = -reach[1]; y <= reach[1]; ++y) {
      for (std::int64_t x = -reach[0]; x <= reach[0]; ++x) {
        const double squared = least(x, 0) + least(y, 1) + least(z, 2);
        if (squared >= maximum * maximum) continue;
        offsets_.push_back({static_cast<std::int32_t>(x), static_cast<std::int32_t>(y),
                            static_cast<std::int32_t>(z), squared});
      }
    }
  }
  std::sort(offsets_.begin(), offsets_.end(), [](const Offset& a, const Offset& b) {
    return std::tie(a.squared_distance, a.z, a.y, a.x) <
           std::tie(b.squared_distance, b.z, b.y, b.x);
  });
}

template <class Visit>
void GammaCells::for_each_corner(const GridIndex& cell, Visit&& visit) const {
  const auto& shape = test_.grid.shape;
  for (std::size_t corner = 0; corner < 8; ++corner) {
    const auto upper = [&](std::size_t k) {
      return cell[k] + ((corner >> k & 1) != 0 ? extent_[k] : 0);
    };
    const std::int64_t voxel = (upper(2) * shape[1] + upper(1)) * shape[0] + upper(0);
    visit(corner, test_.dose_Gy[static_cast<std::size_t>(voxel)]);
  }
}

void GammaCells::find_ranges() {
  range_.reserve(static_cast<std::size_t>(cells_[0] * cells_[1] * cells_[2]));
  for (std::int64_t z = 0; z < cells_[2]; ++z) {
    for (std::int64_t y = 0; y < cells_[1]; ++y) {
      for (std::int64_t x = 0; x < cells_[0]; ++x) {
        std::array<float, 2> range{infinity, -infinity};  // nothing, when all corners are NaN
        for_each_corner({x, y, z}, [&](std::size_t, float dose_Gy) {
          range[0] = std::min(range[0], dose_Gy);  // NaN leaves it as it is
          range[1] = std::max(range[1], dose_Gy);
        });
        range_.push_back(range);
      }
    }
  }
}

GammaBox GammaCells::box(const GridIndex& cell, const GridPosition& position, double reference_Gy,
                         double per_criterion) const {
  GammaBox made;
  for (std::size_t k = 0; k < 3; ++k) {
    made.low[k] = (static_cast<double>(cell[k]) - position[k]) * edge_[k];
    made.high[k] = made.low[k] + static_cast<double>(extent_[k]) * edge_[k];
  }
  for_each_corner(cell, [&](std::size_t corner, float dose_Gy) {
    made.excess[corner] = (static_cast<double>(dose_Gy) - reference_Gy) * per_criterion;
  });
  return made;
}

void GammaCells::search(GammaSearch& search, const GridPosition& position, double reference_Gy,
                        double criterion_Gy) const {
  const double per_criterion = 1 / criterion_Gy;
  GridIndex base{};
  for (std::size_t k = 0; k < 3; ++k) base[k] = static_cast<std::int64_t>(std::floor(position[k]));
  for (const Offset& offset : offsets_) {
    if (search.settled(offset.squared_distance)) return;
    const GridIndex cell{base[0] + offset.x, base[1] + offset.y, base[2] + offset.z};
    const bool exists = cell[0] >= 0 && cell[0] < cells_[0] && cell[1] >= 0 &&
                        cell[1] < cells_[1] && cell[2] >= 0 && cell[2] < cells_[2];
    if (!exists) continue;
    const auto i = static_cast<std::size_t>((cell[2] * cells_[1] + cell[1]) * cells_[0] + cell[0]);
    const double below = reference_Gy - static_cast<double>(range_[i][1]);
    const double above = static_cast<double>(range_[i][0]) - reference_Gy;
    const double excess = std::max({below, above, 0.0}) * per_criterion;
    if (search.settled(offset.squared_distance + excess * excess)) continue;
    search.search(box(cell, position, reference_Gy, per_criterion));
  }
}

}  // namespace yttria
