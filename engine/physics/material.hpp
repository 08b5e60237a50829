// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace yttria {

/// Elemental composition of a medium. Mass density belongs to the voxel, not to the material;
/// nominal_density_g_cm3 is only what the density effect is evaluated at (ICRU 37 convention).
struct Material {
  std::string name;
  std::vector<std::pair<int, double>> mass_fractions;  // (Z, fraction), ascending Z, sum 1
  double mean_excitation_energy_eV = 0;
  double nominal_density_g_cm3 = 0;

  bool operator==(const Material&) const = default;
};

}  // namespace yttria
