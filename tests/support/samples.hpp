// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/core/rng.hpp"

namespace yttria::test {

/// A stream of random words for samplers under test; the same on every machine.
class Samples {
 public:
  explicit Samples(std::uint64_t seed) : seed_(seed) {}
  std::uint32_t word() {
    if (next_ == 4) {
      block_ = random_block(seed_, 0, 0, draw_++);
      next_ = 0;
    }
    return block_.word[next_++];
  }
  real number() { return uniform(word()); }
  double between(double low, double high) { return low + (high - low) * (word() * 0x1p-32); }

 private:
  std::uint64_t seed_;
  std::uint32_t draw_ = 0;
  int next_ = 4;
  RandomBlock block_ = {};
};

}  // namespace yttria::test
