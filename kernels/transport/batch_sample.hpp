// SPDX-License-Identifier: Apache-2.0
// The random numbers of emissions. A batch is one sample: its histories are spread evenly over the
// source's activity and, by a lattice, over the unit cube of what an emission is drawn from. Where
// the lattice lies is random in every batch, so each history by itself is uniform, the estimate
// unbiased, and batches are independent.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/rng.hpp"

namespace yttria {

/// Words of one emission, uniform in 32 bits.
struct EmissionWords {
  std::uint32_t x, y, z;          // place in the voxel
  std::uint32_t cosine, azimuth;  // direction
  std::uint32_t energy;
  std::uint32_t photon;  // whether there is internal bremsstrahlung
};

/// Where a batch's systematic sample begins.
struct BatchSample {
  double offset;  // along the cumulative activity, in histories; in (0, 1)
  RandomBlock low, high;
};

YTTRIA_HD inline BatchSample batch_sample(std::uint64_t seed, std::uint64_t batch) {
  return {batch_offset(seed, batch), batch_block(seed, batch, 1), batch_block(seed, batch, 2)};
}

/// Point `index` of a sequence of Richtmyer (1951, LA-1342; Niederreiter 1978,
/// doi:10.1090/S0002-9904-1978-14532-7): multiples of square roots of primes modulo 1, shifted at
/// random (Cranley & Patterson 1976, doi:10.1137/0713071). The primes were picked below 200 so that
/// any two fill a square more evenly than chance at 200 to 50000 points; three together were not
/// looked at. The very first primes would not do: 3 sqrt(5) + 2 sqrt(7) is 11.9997, so those two
/// stay on a few lines for thousands of points.
YTTRIA_HD inline EmissionWords emission_words(const BatchSample& sample, std::uint64_t index) {
  const std::uint32_t i = static_cast<std::uint32_t>(index);
  // The fractions of the roots of 2, 5, 13, 83, 97, 107, 127, times 2^32, rounded, last bit set.
  return {sample.low.word[0] + i * 0x6A09E669U,  sample.low.word[1] + i * 0x3C6EF373U,
          sample.low.word[2] + i * 0x9B05688DU,  sample.low.word[3] + i * 0x1C456003U,
          sample.high.word[0] + i * 0xD94EBEB3U, sample.high.word[1] + i * 0x5815A7BFU,
          sample.high.word[2] + i * 0x44F93637U};
}

}  // namespace yttria
