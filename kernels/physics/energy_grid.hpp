// SPDX-License-Identifier: Apache-2.0
// The energy grid of all tables: 64 linear steps per octave from 1 keV (2^12 quanta) to
// 4 MeV (2^24 quanta). The index comes from the bits of the integer energy; no logarithm.
#pragma once

#include <cstdint>

#include "kernels/core/energy_quanta.hpp"
#include "kernels/core/macros.hpp"
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

YTTRIA_HD inline int highest_bit(std::uint32_t x) {
#if defined(__CUDA_ARCH__)
  return 31 - __clz(static_cast<int>(x));
#else
  return 31 - __builtin_clz(x);
#endif
}

/// Energies below the grid are taken at its lowest node.
YTTRIA_HD inline Position locate(EnergyQuanta energy) {
  if (energy < lowest) energy = lowest;
  const int octave = highest_bit(static_cast<std::uint32_t>(energy));
  const int shift = octave - steps_log2;
  const int step = (energy >> shift) & (steps - 1);
  const EnergyQuanta rest = energy & ((1 << shift) - 1);
  const real width = static_cast<real>(1 << shift);  // a power of two: the quotient is exact
  return {(octave - first_octave) * steps + step, static_cast<real>(rest) / width};
}

/// Energy of a node in quanta.
YTTRIA_HD inline EnergyQuanta node_energy(int index) {
  const int octave = first_octave + index / steps;
  return (steps + index % steps) << (octave - steps_log2);
}

}  // namespace yttria::energy_grid
