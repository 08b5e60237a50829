// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "kernels/core/macros.hpp"
#include "kernels/core/real.hpp"

namespace yttria {

/// Soft energy loss of one leg with given mean and variance, from distributions that keep both
/// moments and never give a negative loss (as in the PENELOPE manual, section on soft events):
/// uniform where that is possible, else zero with some probability and uniform otherwise. A sum
/// over legs tends to the normal distribution whichever form one leg has. One uniform number.
/// Must be sampled once per leg of the clocks, never per voxel: then the process scales with
/// density and Fano's theorem holds.
YTTRIA_HD inline real sample_soft_loss(real mean, real variance, real u) {
  const real mean_squared = mean * mean;
  const real triple = real(3) * variance;
  const real wide = triple + real(3) * mean_squared;
  const real zero = (triple - mean_squared) / wide;
  const real largest = wide / (real(2) * mean);
  // Both forms, then the choice: no lane of a vector or warp waits for another.
  const real narrow_loss = mean + std::sqrt(triple) * (real(2) * u - real(1));
  const real wide_loss = u <= zero ? real(0) : largest * (u - zero) / (real(1) - zero);
  return triple <= mean_squared ? narrow_loss : wide_loss;
}

}  // namespace yttria
