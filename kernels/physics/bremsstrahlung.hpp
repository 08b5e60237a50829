// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/math.hpp"
#include "kernels/physics/moller.hpp"
#include "kernels/physics/tables.hpp"

namespace yttria {

/// Energy of a photon (quanta, between `lowest` and the electron's energy) from the row of its
/// electron's energy: between two rows one is chosen at random in proportion. One word for the
/// energy, the low eight bits of another for the row.
YTTRIA_HD inline EnergyQuanta sample_photon_energy(const View<const BremsRow>& rows,
                                                   std::uint64_t first_row, EnergyQuanta lowest,
                                                   EnergyQuanta energy, std::uint32_t energy_word,
                                                   std::uint32_t row_word) {
  const energy_grid::Position at = energy_grid::locate(energy);
  constexpr int within = (1 << brems_grid::row_shift) - 1;
  const real between =
      (static_cast<real>(at.index & within) + at.fraction) * real(1.0 / (within + 1));
  const real choice = (static_cast<real>(row_word & 0xFFu) + real(0.5)) * real(1.0 / 256);
  const int row = (at.index >> brems_grid::row_shift) + (choice < between ? 1 : 0);
  const BremsRow& nodes = rows[first_row + static_cast<std::uint64_t>(row)];

  const real x = value_at_survival(nodes.x, real(1), energy_word);
  const real ratio = static_cast<real>(energy) / static_cast<real>(lowest);
  const EnergyQuanta k =
      round_to_quanta(static_cast<real>(lowest) * math::exp(x * math::log(ratio)));
  if (k < lowest) return lowest;
  return k > energy ? energy : k;
}

/// Bremsstrahlung photon from the Seltzer-Berger tables.
YTTRIA_HD inline EnergyQuanta sample_bremsstrahlung(const PhysicsTablesView& tables,
                                                    std::uint32_t material, EnergyQuanta energy,
                                                    std::uint32_t energy_word,
                                                    std::uint32_t row_word) {
  return sample_photon_energy(tables.brems_photons, std::uint64_t{material} * brems_grid::rows,
                              tables.brems_cutoff, energy, energy_word, row_word);
}

/// 1 - cos of the photon's direction to the electron's: p(mu) ~ (1 - beta mu)^-2, the leading
/// term of the dipole distribution. With x = 2u-1: mu = (x + beta) / (1 + beta x).
YTTRIA_HD inline real sample_photon_deflection(real T_MeV, real u) {
  const real gamma = real(1) + T_MeV / electron_mass_MeV;
  const real beta = std::sqrt(real(1) - real(1) / (gamma * gamma));
  const real x = real(2) * u - real(1);
  return (real(1) - beta) * (real(1) - x) / (real(1) + beta * x);
}

}  // namespace yttria
