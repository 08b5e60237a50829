// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/elastic.hpp"
#include "engine/physics/element.hpp"
#include "kernels/core/constants.hpp"

namespace yttria::test {

/// Atoms of each element of a material, 1/g.
inline double atoms_per_g(int Z, double mass_fraction) {
  return constants::avogadro_per_mol * mass_fraction / element(Z).atomic_weight_g_mol;
}

/// The scatterers of a material without what they owe to inelastic collisions.
inline std::vector<Scatterer> elastic_only(const Material& material, double T_MeV) {
  std::vector<Scatterer> all = Elastic(material).scatterers(T_MeV, T_MeV);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto& [Z, fraction] = material.mass_fractions[i];
    all[i].weight_per_g = atoms_per_g(Z, fraction);
  }
  return all;
}

}  // namespace yttria::test
