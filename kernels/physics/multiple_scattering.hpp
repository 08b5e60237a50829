// SPDX-License-Identifier: Apache-2.0
// The angle of a hinge: Goudsmit-Saunderson distribution from tables of its inverse cumulative
// distribution (engine/physics/goudsmit_saunderson.hpp).
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/tables.hpp"

namespace yttria {

/// 1 - cos(theta) of the tabulated v in a row with parameter a.
YTTRIA_HD inline real deflection_of(real v, real a) {
  return real(2) * a * v / (real(1) - v + a);
}

/// 1 - cos(theta) at survival probability word / 2^32 of one row.
YTTRIA_HD inline real hinge_deflection(const AngleRow& row, std::uint32_t word) {
  return deflection_of(value_at_survival(row.v, real(1), word), row.a);
}

/// Row of angles for a hinge at `energy`. Between two rows one is chosen at random in proportion,
/// which interpolates the distribution linearly: by the low eight bits of `word`.
YTTRIA_HD inline std::int32_t choose_angle_row(EnergyQuanta energy, std::uint32_t word) {
  const energy_grid::Position at = energy_grid::locate(energy);
  constexpr int within = (1 << angle_grid::row_shift) - 1;
  const real between =
      (static_cast<real>(at.index & within) + at.fraction) * real(1.0 / (within + 1));
  const std::int32_t low_bits = static_cast<std::int32_t>(word & 0xFFu);
  const real choice = (static_cast<real>(low_bits) + real(0.5)) * real(1.0 / 256);
  return (at.index >> angle_grid::row_shift) + (choice < between ? 1 : 0);
}

/// 1 - cos(theta) of a hinge at `energy`. Random numbers: one word for the angle, the low eight
/// bits of another for the row.
YTTRIA_HD inline real sample_hinge_deflection(const PhysicsTablesView& tables,
                                              std::uint32_t material, EnergyQuanta energy,
                                              std::uint32_t angle_word, std::uint32_t row_word) {
  const std::uint64_t row = std::uint64_t{material} * angle_grid::rows +
                            static_cast<std::uint64_t>(choose_angle_row(energy, row_word));
  return hinge_deflection(tables.angles[row], angle_word);
}

}  // namespace yttria
