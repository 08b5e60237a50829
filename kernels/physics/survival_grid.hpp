// SPDX-License-Identifier: Apache-2.0
// Inverse cumulative distributions tabulated over octaves of the survival probability p: nodes are
// equidistant between 2^-k and 2^-(k+1), so rare large values are resolved as well as common
// small ones, and the index comes from the bits of a random word.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/math.hpp"
#include "kernels/core/real.hpp"

namespace yttria {

namespace survival_grid {
inline constexpr int octaves = 16;
inline constexpr int steps_log2 = 3;
inline constexpr int steps = 1 << steps_log2;
inline constexpr int nodes = octaves * steps + 1;  // p = 1 ... 2^-16
}  // namespace survival_grid

/// Place of survival probability word / 2^32 >= 2^-16 in the grid.
struct SurvivalPosition {
  std::int32_t index;
  real fraction;
};
YTTRIA_HD inline SurvivalPosition locate_survival(std::uint32_t word) {
  // The octave from the exponent of a number: the upper 24 bits are exact in single precision.
  const float upper = static_cast<float>(static_cast<std::int32_t>(word >> 8));
  const int octave = 23 + 127 - (math::bits_as<std::int32_t>(upper) >> 23);
  const std::uint32_t mantissa = (word << octave) & 0x7FFFFFFFu;  // 31 bits below the leading one
  const std::uint32_t down = 0x80000000u - mantissa;              // distance to the octave's top
  constexpr int shift = 31 - survival_grid::steps_log2;
  const std::uint32_t step = (down - 1u) >> shift;  // down is in (0, 2^31]
  const std::uint32_t rest = down - (step << shift);
  return {(octave << survival_grid::steps_log2) + static_cast<std::int32_t>(step),
          static_cast<real>(static_cast<std::int32_t>(rest)) * real(1.0 / (1 << shift))};
}

/// Words below have left the grid.
inline constexpr std::uint32_t lowest_survival_word = 1u << (32 - survival_grid::octaves);

/// Value at survival probability word / 2^32, linear between nodes; beyond the last node on to
/// `end`, the value at p = 0.
YTTRIA_HD inline real value_at_survival(const real (&node)[survival_grid::nodes], real end,
                                        std::uint32_t word) {
  word |= 1u;
  if (word < lowest_survival_word) {
    const real rest = static_cast<real>(word) * real(1.0 / (1 << (32 - survival_grid::octaves)));
    return end - rest * (end - node[survival_grid::nodes - 1]);
  }
  const SurvivalPosition at = locate_survival(word);
  return std::fma(at.fraction, node[at.index + 1] - node[at.index], node[at.index]);
}

}  // namespace yttria
