// SPDX-License-Identifier: Apache-2.0
#include "kernels/core/rng.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace yttria {
namespace {

/// Known answers of philox4x32-10 as published with Random123 (kat_vectors).
TEST(Philox, ReproducesTheKnownAnswers) {
  struct Known {
    std::uint32_t counter[4], key[2], out[4];
  };
  const Known known[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (const Known& k : known) {
    const std::uint64_t seed = static_cast<std::uint64_t>(k.key[1]) << 32 | k.key[0];
    const std::uint64_t history = static_cast<std::uint64_t>(k.counter[1]) << 32 | k.counter[0];
    const RandomBlock block = random_block(seed, history, k.counter[2], k.counter[3]);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(block.word[i], k.out[i]);
  }
}

TEST(Uniform, IsOpenAtBothEndsAndSymmetric) {
  EXPECT_GT(uniform(0u), real(0));
  EXPECT_LT(uniform(0xFFFFFFFFu), real(1));
  EXPECT_EQ(uniform(0u) + uniform(0xFFFFFFFFu), real(1));
}

TEST(BatchOffset, DiffersBetweenBatchesAndSeeds) {
  std::set<double> seen;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    for (std::uint64_t batch = 0; batch < 64; ++batch) {
      const double offset = batch_offset(seed, batch);
      EXPECT_GT(offset, 0);
      EXPECT_LT(offset, 1);
      seen.insert(offset);
    }
  }
  EXPECT_EQ(seen.size(), 256u);
}

TEST(SecondaryKey, KeysOfARealisticFamilyAreDistinct) {
  // A primary with 24 secondaries that have 8 of their own each.
  std::set<std::uint32_t> keys = {1};
  for (std::uint32_t i = 0; i < 24; ++i) {
    const std::uint32_t child = secondary_key(1, i);
    keys.insert(child);
    for (std::uint32_t j = 0; j < 8; ++j) keys.insert(secondary_key(child, j));
  }
  EXPECT_EQ(keys.size(), 1u + 24u + 24u * 8u);
}

}  // namespace
}  // namespace yttria
