// SPDX-License-Identifier: Apache-2.0
#include "engine/run/sanity_dose.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

#include "engine/run/problem.hpp"
#include "kernels/core/constants.hpp"

namespace yttria {

namespace {

bool contains(const Roi& roi, std::int64_t voxel) {
  const auto after =
      std::upper_bound(roi.runs.begin(), roi.runs.end(), voxel,
                       [](std::int64_t place, const VoxelRun& run) { return place < run.first; });
  return after != roi.runs.begin() && voxel < std::prev(after)->last;
}

SanityDose sanity_dose(const Case& problem, const Roi& roi, double mean_energy_MeV) {
  SanityDose result;
  result.region = roi.name;
  const std::vector<float>& map = problem.source.map_decays;
  double density_sum = 0;
  for (const VoxelRun& run : roi.runs) {
    for (auto v = static_cast<std::size_t>(run.first); v < static_cast<std::size_t>(run.last);
         ++v) {
      density_sum += static_cast<double>(problem.density_g_cm3[v]);
      if (!map.empty()) result.decays += static_cast<double>(map[v]);
    }
  }
  for (std::size_t i = 0; i < problem.source.points_mm.size(); ++i) {
    if (contains(roi, voxel_at(problem.grid, problem.source.points_mm[i]))) {
      result.decays += problem.source.points_decays[i];
    }
  }
  result.mass_g = density_sum * problem.grid.voxel_volume_cm3();
  const double energy_J = result.decays * mean_energy_MeV * constants::joule_per_MeV;
  result.dose_Gy = result.mass_g > 0 ? energy_J / (result.mass_g * 1e-3)
                                     : std::numeric_limits<double>::quiet_NaN();
  return result;
}

}  // namespace

SanityDose sanity_dose(const Case& problem, const Roi& roi) {
  return sanity_dose(problem, roi, mean_emitted_energy_MeV(problem.source));
}

std::vector<SanityDose> sanity_doses(const Case& problem) {
  const double mean_energy_MeV = mean_emitted_energy_MeV(problem.source);
  std::vector<SanityDose> doses;
  for (const Roi& roi : problem.rois) {
    doses.push_back(sanity_dose(problem, roi, mean_energy_MeV));
  }
  const Roi everything{"everything", RoiRole::other, {{0, problem.grid.voxels()}}};
  doses.push_back(sanity_dose(problem, everything, mean_energy_MeV));
  return doses;
}

}  // namespace yttria
