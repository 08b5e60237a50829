// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/resampled_case.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "engine/analysis/grid_map.hpp"
#include "engine/exchange/voxel_overlap.hpp"

namespace yttria {

namespace {

/// Calls visit(index, voxel number) in x-fastest order.
template <class Visit>
void for_each_index(const Grid& grid, Visit&& visit) {
  std::size_t voxel = 0;
  for (std::int64_t z = 0; z < grid.shape[2]; ++z) {
    for (std::int64_t y = 0; y < grid.shape[1]; ++y) {
      for (std::int64_t x = 0; x < grid.shape[0]; ++x) visit(GridIndex{x, y, z}, voxel++);
    }
  }
}

/// Masses of the few materials in one voxel.
class MaterialMasses {
 public:
  void add(std::uint16_t material, double mass) {
    for (std::size_t i = 0; i < used_; ++i) {
      if (entries_[i].first == material) {
        entries_[i].second += mass;
        return;
      }
    }
    if (used_ < entries_.size()) entries_[used_++] = {material, mass};
  }
  std::uint16_t heaviest() const {
    const auto end = entries_.begin() + static_cast<std::ptrdiff_t>(used_);
    return std::max_element(entries_.begin(), end,
                            [](const auto& a, const auto& b) { return a.second < b.second; })
        ->first;
  }
  void clear() { used_ = 0; }

 private:
  // More than any curve has in one voxel; a further one could have a 64th of the mass at most.
  std::array<std::pair<std::uint16_t, double>, 64> entries_;
  std::size_t used_ = 0;
};

}  // namespace

MediumMap resample_medium(const Grid& from, const std::vector<float>& density_g_cm3,
                          const std::vector<std::uint16_t>& material, const Grid& to,
                          float air_g_cm3, std::uint16_t air) {
  constexpr double whole = 1 - 1e-9;
  const VoxelOverlap overlap(to, from);
  MediumMap map;
  map.density_g_cm3.resize(static_cast<std::size_t>(to.voxels()));
  map.material.resize(map.density_g_cm3.size());
  MaterialMasses masses;
  for_each_index(to, [&](const GridIndex& index, std::size_t voxel) {
    double covered = 0, mass = 0;
    masses.clear();
    overlap(index, [&](std::size_t source, double share) {
      const double part = share * static_cast<double>(density_g_cm3[source]);
      covered += share;
      mass += part;
      masses.add(material[source], part);
    });
    if (covered > 0) {
      map.density_g_cm3[voxel] = static_cast<float>(mass / covered);
      map.material[voxel] = masses.heaviest();
      if (covered < whole) {
        ++map.partly_beyond;
        map.supposed_g += (mass / covered) * (1 - covered) * to.voxel_volume_cm3();
      }
    } else {
      map.density_g_cm3[voxel] = air_g_cm3;
      map.material[voxel] = air;
      ++map.beyond_image;
    }
  });
  map.mass_g = to.voxel_volume_cm3() *
               std::accumulate(map.density_g_cm3.begin(), map.density_g_cm3.end(), 0.0);
  return map;
}

double volume_mL(const ShareMask& mask) {
  std::uint64_t sum = 0;
  for (const std::uint8_t share : mask.values) sum += share;
  return static_cast<double>(sum) / 255 * mask.grid.voxel_volume_cm3();
}

double volume_within_mL(const ShareMask& mask, const Grid& grid) {
  const VoxelOverlap overlap(mask.grid, grid);
  double shares_of_255 = 0;
  for_each_index(mask.grid, [&](const GridIndex& index, std::size_t voxel) {
    const std::uint8_t inside = mask.values[voxel];
    if (inside == 0) return;
    overlap(index, [&](std::size_t, double share) { shares_of_255 += share * inside; });
  });
  return shares_of_255 / 255 * mask.grid.voxel_volume_cm3();
}

bool in_region(double share_of_255, const Grid& grid, std::size_t voxel) {
  constexpr double half = 127.5;
  constexpr double resolution = 0.5 + 1e-6;  // shares are whole numbers, and half is none
  if (std::abs(share_of_255 - half) > resolution) return share_of_255 > half;
  const GridIndex index = grid_index(grid, static_cast<std::int64_t>(voxel));
  return (index[0] + index[1] + index[2]) % 2 == 0;
}

std::vector<VoxelRun> resample_mask(const ShareMask& mask, const Grid& to) {
  const VoxelOverlap overlap(to, mask.grid);
  std::vector<VoxelRun> runs;
  for_each_index(to, [&](const GridIndex& index, std::size_t voxel) {
    double share_of_255 = 0;
    overlap(index,
            [&](std::size_t source, double share) { share_of_255 += share * mask.values[source]; });
    if (!in_region(share_of_255, to, voxel)) return;
    const auto at = static_cast<std::int64_t>(voxel);
    if (!runs.empty() && runs.back().last == at) {
      ++runs.back().last;
    } else {
      runs.push_back({at, at + 1});
    }
  });
  return runs;
}

SharedAmounts share_out(const Volume<float>& amounts, const Grid& to) {
  const VoxelOverlap overlap(amounts.grid, to);
  SharedAmounts shared;
  shared.values.assign(static_cast<std::size_t>(to.voxels()), 0);
  for_each_index(amounts.grid, [&](const GridIndex& index, std::size_t voxel) {
    const double amount = static_cast<double>(amounts.values[voxel]);
    if (amount == 0) return;
    double received = 0;
    overlap(index, [&](std::size_t target, double share) {
      shared.values[target] += share * amount;
      received += share;
    });
    shared.handed_out += amount;
    shared.beyond += amount * std::max(0.0, 1 - received);
  });
  return shared;
}

}  // namespace yttria
