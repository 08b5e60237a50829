// SPDX-License-Identifier: Apache-2.0
#include "kernels/core/digest.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <set>

namespace yttria {
namespace {

std::uint64_t mixed(std::uint64_t first, std::uint64_t second) {
  WordMixer mixer;
  mixer.absorb(first);
  mixer.absorb(second);
  return mixer.value();
}

TEST(WordMixer, EveryBitOfEveryWordChangesAboutHalfOfTheDigest) {
  const std::uint64_t before = mixed(42, 7);
  std::set<std::uint64_t> seen = {before};
  for (int bit = 0; bit < 64; ++bit) {
    for (const std::uint64_t after :
         {mixed(42u ^ (1ull << bit), 7), mixed(42, 7u ^ (1ull << bit))}) {
      EXPECT_TRUE(seen.insert(after).second) << bit;
      const int changed = std::popcount(before ^ after);
      EXPECT_GT(changed, 12) << bit;  // 32 +- 4; five standard deviations
      EXPECT_LT(changed, 52) << bit;
    }
  }
}

TEST(WordMixer, KnowsTheOrderOfItsWords) {
  EXPECT_NE(mixed(1, 2), mixed(2, 1));
}

TEST(WordMixer, TellsZeroFromMinusZero) {
  WordMixer zero, minus_zero;
  zero.absorb(0.0f);
  minus_zero.absorb(-0.0f);
  EXPECT_NE(zero.value(), minus_zero.value());
}

}  // namespace
}  // namespace yttria
