// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"

namespace yttria {

/// Adds one batch's energy in a voxel to the sums: energy, and its square in 128 bits.
YTTRIA_HD inline void add_moments(std::uint64_t batch_energy, std::uint64_t& energy,
                                  std::uint64_t& squared_low, std::uint64_t& squared_high) {
  energy += batch_energy;
  // The square from 32-bit halves: (a 2^32 + b)^2 = a^2 2^64 + 2ab 2^32 + b^2.
  const std::uint64_t a = batch_energy >> 32;
  const std::uint64_t b = batch_energy & 0xFFFFFFFFu;
  const std::uint64_t cross = a * b;  // counts twice, at 2^32
  std::uint64_t low = b * b;
  std::uint64_t high = a * a + (cross >> 31);
  const std::uint64_t shifted = cross << 33;
  low += shifted;
  high += low < shifted ? 1u : 0u;
  squared_low += low;
  squared_high += high + (squared_low < low ? 1u : 0u);
}

}  // namespace yttria
