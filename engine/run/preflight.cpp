// SPDX-License-Identifier: Apache-2.0
#include "engine/run/preflight.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/physics/physics_tables.hpp"
#include "engine/run/problem.hpp"
#include "kernels/core/constants.hpp"

namespace yttria {

namespace {

/// Gases are left out of the warning: no dose is prescribed to the air around a patient.
constexpr float least_density_g_cm3 = 0.05f;

bool contains(const Roi& roi, std::int64_t voxel) {
  return std::any_of(roi.runs.begin(), roi.runs.end(),
                     [&](const VoxelRun& run) { return run.first <= voxel && voxel < run.last; });
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

/// Least density of each material in use, gases aside; infinity when there is none.
std::vector<float> least_densities(const Case& problem) {
  std::vector<float> least(problem.materials.size(), std::numeric_limits<float>::infinity());
  for (std::size_t voxel = 0; voxel < problem.material.size(); ++voxel) {
    const float density = problem.density_g_cm3[voxel];
    float& low = least[problem.material[voxel]];
    if (density >= least_density_g_cm3 && density < low) low = density;
  }
  return least;
}

std::vector<std::string> range_warnings(const Case& problem, const TransportSettings& settings) {
  const auto& spacing = problem.grid.spacing_mm;
  const double smallest_mm = std::min({spacing[0], spacing[1], spacing[2]});
  const std::vector<float> density = least_densities(problem);
  std::vector<std::string> warnings;
  for (std::size_t row = 0; row < density.size(); ++row) {
    if (density[row] == std::numeric_limits<float>::infinity()) continue;
    const Material& material = problem.materials[row];
    const double range_g_cm2 = csda_range_g_cm2(material, settings.electron_cutoff_keV * 1e-3);
    const double range_mm = 10 * range_g_cm2 / static_cast<double>(density[row]);
    if (range_mm <= smallest_mm / 5) continue;
    warnings.push_back(fmt::format(
        "electrons at the cut-off of {:g} keV go {:.2g} mm in {} of {:.3g} g/cm3, more than a "
        "fifth "
        "of the smallest voxel edge ({:g} mm); lower --electron-cutoff-keV",
        settings.electron_cutoff_keV, range_mm, material.name, density[row], smallest_mm));
  }
  return warnings;
}

}  // namespace

Preflight preflight(const Case& problem, const TransportSettings& settings) {
  Preflight result;
  result.memory = memory_need(problem);
  result.mean_energy_MeV = mean_emitted_energy_MeV(problem.source);
  for (const Roi& roi : problem.rois) {
    result.doses.push_back(sanity_dose(problem, roi, result.mean_energy_MeV));
  }
  const Roi everything{"everything", RoiRole::other, {{0, problem.grid.voxels()}}};
  result.doses.push_back(sanity_dose(problem, everything, result.mean_energy_MeV));
  result.warnings = range_warnings(problem, settings);
  return result;
}

}  // namespace yttria
