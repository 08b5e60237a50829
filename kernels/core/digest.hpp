// SPDX-License-Identifier: Apache-2.0
// The history digest: a sum modulo 2^64 over particles, so it does not depend on their order,
// of a mixing function of everything that identifies a particle's end.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

/// Absorbs 64-bit words one after another; every bit of every word changes about half of the
/// result's bits (finaliser of SplitMix64, Steele et al. 2014, doi:10.1145/2660193.2660195).
class WordMixer {
 public:
  YTTRIA_HD void absorb(std::uint64_t word) {
    std::uint64_t z = (state_ ^ word) + 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    state_ = z ^ (z >> 31);
  }
  YTTRIA_HD void absorb(float value) {
    absorb(static_cast<std::uint64_t>(math::bits_as<std::uint32_t>(value)));
  }
  YTTRIA_HD void absorb(double value) { absorb(math::bits_as<std::uint64_t>(value)); }
  YTTRIA_HD std::uint64_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0;
};

}  // namespace yttria
