// SPDX-License-Identifier: Apache-2.0
#include "engine/run/preflight.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "engine/error.hpp"
#include "engine/physics/coefficients.hpp"
#include "engine/run/problem.hpp"

namespace yttria {

namespace {

/// Gases are left out of the warning: no dose is prescribed to the air around a patient.
constexpr float least_density_g_cm3 = 0.05f;
/// Osmium has 22.6.
constexpr float most_likely_density_g_cm3 = 23;

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
    const double range_g_cm2 =
        electron_coefficients(material, {settings.electron_cutoff_keV * 1e-3})
            .front()
            .csda_range_g_cm2;
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

/// Values that are possible but more likely a mistake of units.
std::vector<std::string> density_warnings(const Case& problem) {
  const float highest =
      *std::max_element(problem.density_g_cm3.begin(), problem.density_g_cm3.end());
  if (highest <= most_likely_density_g_cm3) return {};
  return {fmt::format(
      "the highest density is {:g} g/cm3, more than any element has; are these kg/m3?", highest)};
}

}  // namespace

void check_emission(const Source& source, const TransportSettings& settings) {
  if (!settings.internal_bremsstrahlung || source.nuclide != "electron") return;
  throw InputError(
      "--internal-bremsstrahlung on: the source of the case is electrons, which do not decay; "
      "leave the flag out");
}

std::vector<std::string> case_warnings(const Case& problem, const TransportSettings& settings) {
  std::vector<std::string> warnings = range_warnings(problem, settings);
  for (std::string& warning : density_warnings(problem)) warnings.push_back(std::move(warning));
  return warnings;
}

Preflight preflight(const Case& problem, const TransportSettings& settings) {
  check_emission(problem.source, settings);
  Preflight result;
  result.memory = memory_need(problem);
  result.mean_energy_MeV = mean_emitted_energy_MeV(problem.source);
  result.doses = sanity_doses(problem);
  result.warnings = case_warnings(problem, settings);
  return result;
}

}  // namespace yttria
