// SPDX-License-Identifier: Apache-2.0
// Random numbers without state: Philox4x32-10 (Salmon et al. 2011, doi:10.1145/2063384.2063405,
// through Random123). A number is a function of seed, history, particle and draw, so neither
// threads nor the order of processing can change it.
#pragma once

#include <Random123/philox.h>

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/real.hpp"

namespace yttria {

struct RandomBlock {
  std::uint32_t word[4];
};

YTTRIA_HD inline RandomBlock random_block(std::uint64_t seed, std::uint64_t history,
                                          std::uint32_t particle, std::uint32_t draw) {
  const r123::Philox4x32::ctr_type counter = {{static_cast<std::uint32_t>(history),
                                               static_cast<std::uint32_t>(history >> 32), particle,
                                               draw}};
  const r123::Philox4x32::key_type key = {
      {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)}};
  const r123::Philox4x32::ctr_type out = r123::Philox4x32()(counter, key);
  return {{out[0], out[1], out[2], out[3]}};
}

/// Uniform in (0, 1), open at both ends and exact in the working precision.
YTTRIA_HD inline real uniform(std::uint32_t word) {
#if defined(YTTRIA_REAL_DOUBLE)
  return (static_cast<double>(word) + 0.5) * 0x1p-32;
#else
  return (static_cast<float>(static_cast<std::int32_t>(word >> 9)) + 0.5f) * 0x1p-23f;
#endif
}

/// Random numbers of a batch, apart from all numbers of histories.
YTTRIA_HD inline RandomBlock batch_block(std::uint64_t seed, std::uint64_t batch,
                                         std::uint32_t index) {
  return random_block(seed, batch, 0xFFFFFFFFu, 0xFFFFFFFFu - index);
}

/// Places the systematic grid of source positions of a batch. Uniform in (0, 1).
YTTRIA_HD inline double batch_offset(std::uint64_t seed, std::uint64_t batch) {
  const RandomBlock block = batch_block(seed, batch, 0);
  const std::uint64_t bits =
      (static_cast<std::uint64_t>(block.word[0]) << 32 | block.word[1]) >> 12;
  return (static_cast<double>(bits) + 0.5) * 0x1p-52;
}

/// Key of a particle's own random numbers: the primary has 1, a secondary derives its key from
/// its parent's and its birth index (finaliser of MurmurHash3).
YTTRIA_HD inline std::uint32_t secondary_key(std::uint32_t parent, std::uint32_t birth_index) {
  std::uint32_t h = parent * 0x9E3779B1u + birth_index + 1u;
  h ^= h >> 16;
  h *= 0x85EBCA6Bu;
  h ^= h >> 13;
  h *= 0xC2B2AE35u;
  h ^= h >> 16;
  return h;
}

}  // namespace yttria
