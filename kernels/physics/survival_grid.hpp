// SPDX-License-Identifier: Apache-2.0
// Inverse cumulative distributions tabulated over octaves of the survival probability p: nodes are
// equidistant between 2^-k and 2^-(k+1), so rare large values are resolved as well as common
// small ones, and the index comes from the bits of a random word.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/real.hpp"
#include "kernels/physics/energy_grid.hpp"

namespace yttria {

namespace survival_grid {
inline constexpr int octaves = 16;
inline constexpr int steps_log2 = 3;
inline constexpr int steps = 1 << steps_log2;
inline constexpr int nodes = octaves * steps + 1;  // p = 1 ... 2^-16
}  // namespace survival_grid

/// Value at survival probability word / 2^32, linear between nodes; beyond the last node on to
/// `end`, the value at p = 0.
YTTRIA_HD inline real value_at_survival(const real (&node)[survival_grid::nodes], real end,
                                        std::uint32_t word) {
  word |= 1u;
  const int octave = 31 - energy_grid::highest_bit(word);
  if (octave >= survival_grid::octaves) {
    const real rest = static_cast<real>(word) * real(1.0 / (1 << (32 - survival_grid::octaves)));
    return end - rest * (end - node[survival_grid::nodes - 1]);
  }
  const std::uint32_t mantissa = (word << octave) & 0x7FFFFFFFu;  // 31 bits below the leading one
  const std::uint32_t down = 0x80000000u - mantissa;              // distance to the octave's top
  constexpr int shift = 31 - survival_grid::steps_log2;
  const std::uint32_t step = (down - 1u) >> shift;  // down is in (0, 2^31]
  const std::uint32_t rest = down - (step << shift);
  const std::uint32_t low =
      (static_cast<std::uint32_t>(octave) << survival_grid::steps_log2) + step;
  const real fraction = static_cast<real>(rest) * real(1.0 / (1 << shift));
  return std::fma(fraction, node[low + 1] - node[low], node[low]);
}

}  // namespace yttria
