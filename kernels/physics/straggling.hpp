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
  if (triple <= mean_squared) {
    return mean + std::sqrt(triple) * (real(2) * u - real(1));
  }
  const real zero = (triple - mean_squared) / (triple + real(3) * mean_squared);
  if (u <= zero) return real(0);
  const real largest = (triple + real(3) * mean_squared) / (real(2) * mean);
  return largest * (u - zero) / (real(1) - zero);
}

}  // namespace yttria
