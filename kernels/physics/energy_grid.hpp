// SPDX-License-Identifier: Apache-2.0
// The energy grid of all tables: 64 linear steps per octave from 1 keV (2^12 quanta) to
// 4 MeV (2^24 quanta). The index comes from the bits of the integer energy; no logarithm.
#pragma once

#include <cstdint>

#include "kernels/core/energy_quanta.hpp"
#include "kernels/core/macros.hpp"
#include "kernels/core/math.hpp"
#include "kernels/core/real.hpp"

namespace yttria::energy_grid {

inline constexpr int first_octave = 12;
inline constexpr int octaves = 12;
inline constexpr int steps_log2 = 6;
inline constexpr int steps = 1 << steps_log2;
inline constexpr int nodes = octaves * steps + 1;
inline constexpr EnergyQuanta lowest = 1 << first_octave;

struct Position {
  int index;      // 0 .. nodes - 2
  real fraction;  // 0 <= fraction < 1, linear in energy
};

/// Energies below the grid are taken at its lowest node. Every energy is exact in single precision;
/// the bits of that number hold octave, step and rest side by side.
YTTRIA_HD inline Position locate(EnergyQuanta energy) {
  constexpr int mantissa_bits = 23, exponent_bias = 127;
  constexpr int rest_bits = mantissa_bits - steps_log2;
  constexpr int first = (exponent_bias + first_octave) << steps_log2;
  const float inside = static_cast<float>(energy < lowest ? lowest : energy);
  const auto bits = math::bits_as<std::int32_t>(inside);
  const std::int32_t rest = bits & ((1 << rest_bits) - 1);
  return {(bits >> rest_bits) - first, static_cast<real>(rest) * real(1.0 / (1 << rest_bits))};
}

/// Energy of a node in quanta.
YTTRIA_HD inline EnergyQuanta node_energy(int index) {
  const int octave = first_octave + index / steps;
  return (steps + index % steps) << (octave - steps_log2);
}

}  // namespace yttria::energy_grid
