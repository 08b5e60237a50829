// SPDX-License-Identifier: Apache-2.0
// The angle of a hinge: Goudsmit-Saunderson distribution from tables of its inverse cumulative
// distribution (engine/physics/goudsmit_saunderson.hpp).
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/tables.hpp"

namespace yttria {

/// 1 - cos(theta) at survival probability word / 2^32 of one row.
YTTRIA_HD inline real hinge_deflection(const AngleRow& row, std::uint32_t word) {
  const real v = value_at_survival(row.v, real(1), word);
  return real(2) * row.a * v / (real(1) - v + row.a);
}

/// 1 - cos(theta) of a hinge at `energy`. Between two rows one is chosen at random in proportion,
/// which interpolates the distribution linearly. Random numbers: one word for the angle, the low
/// eight bits of another for the row.
YTTRIA_HD inline real sample_hinge_deflection(const PhysicsTablesView& tables,
                                              std::uint32_t material, EnergyQuanta energy,
                                              std::uint32_t angle_word, std::uint32_t row_word) {
  const energy_grid::Position at = energy_grid::locate(energy);
  constexpr int within = (1 << angle_grid::row_shift) - 1;
  const real between =
      (static_cast<real>(at.index & within) + at.fraction) * real(1.0 / (within + 1));
  const real choice = (static_cast<real>(row_word & 0xFFu) + real(0.5)) * real(1.0 / 256);
  const int row = (at.index >> angle_grid::row_shift) + (choice < between ? 1 : 0);
  return hinge_deflection(
      tables.angles[std::uint64_t{material} * angle_grid::rows + static_cast<std::uint64_t>(row)],
      angle_word);
}

}  // namespace yttria
