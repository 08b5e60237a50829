// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "engine/result/dose_volume_histogram.hpp"
#include "engine/result/statistics.hpp"

namespace yttria {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Largest dose that at least `percent` % of the volume receives; doses descend.
double dose_to_percent(const std::vector<float>& doses, std::size_t percent) {
  const std::size_t voxels = (doses.size() * percent + 99) / 100;
  return static_cast<double>(doses[std::max<std::size_t>(voxels, 1) - 1]);
}

void fill_dose_to_volume(std::vector<float>& doses, RoiStatistics& statistics) {
  if (doses.empty()) {
    statistics.min_Gy = statistics.max_Gy = statistics.V100 = nan;
    statistics.D98 = statistics.D95 = statistics.D90 = nan;
    statistics.D70 = statistics.D50 = statistics.D2 = nan;
    return;
  }
  std::sort(doses.begin(), doses.end(), std::greater<>());
  statistics.max_Gy = static_cast<double>(doses.front());
  statistics.min_Gy = static_cast<double>(doses.back());
  statistics.D98 = dose_to_percent(doses, 98);
  statistics.D95 = dose_to_percent(doses, 95);
  statistics.D90 = dose_to_percent(doses, 90);
  statistics.D70 = dose_to_percent(doses, 70);
  statistics.D50 = dose_to_percent(doses, 50);
  statistics.D2 = dose_to_percent(doses, 2);
  const auto below = std::upper_bound(doses.begin(), doses.end(), 100.0f, std::greater<>());
  statistics.V100 = static_cast<double>(below - doses.begin()) / static_cast<double>(doses.size());
}

}  // namespace

RoiStatistics roi_statistics(const Dose& dose, std::size_t roi) {
  const Roi& region = dose.rois[roi];
  RoiStatistics statistics;
  statistics.name = region.name;
  statistics.role = region.role;
  statistics.voxels = region.voxels();
  statistics.volume_mL = static_cast<double>(statistics.voxels) * dose.grid.voxel_volume_cm3();

  const double decays = decays_per_history(dose);
  std::vector<float> doses;
  doses.reserve(static_cast<std::size_t>(statistics.voxels));
  for (const VoxelRun& run : region.runs) {
    for (std::int64_t voxel = run.first; voxel < run.last; ++voxel) {
      const auto i = static_cast<std::size_t>(voxel);
      const double mass_g = static_cast<double>(dose.mass_g[i]);
      if (!(mass_g > 0)) continue;
      statistics.mass_g += mass_g;
      doses.push_back(static_cast<float>(absorbed_dose_Gy(dose.tally.energy[i], mass_g, decays)));
    }
  }
  const std::uint64_t energy = dose.tally.roi_energy[roi];
  statistics.mean_Gy = absorbed_dose_Gy(energy, statistics.mass_g, decays);
  statistics.mean_uncertainty =
      relative_uncertainty(energy, dose.tally.roi_squared[roi], dose.tally.batches);
  fill_dose_to_volume(doses, statistics);
  statistics.dvh = dose_volume_histogram(dose, roi, statistics.max_Gy);
  return statistics;
}

}  // namespace yttria
