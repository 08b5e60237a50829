// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/share_sums.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace yttria {
namespace {

TEST(ShareSums, ByHand) {
  // Batches (x, e): (1, 4) (3, 6) (2, 5): R = 6/15; x - R e: -0.6, 0.6, 0; variance 3/2 * 0.72.
  ShareSums sums(2);
  sums.add({1, 4}, 4);
  sums.add({3, 6}, 6);
  sums.add({2, 5}, 5);
  EXPECT_EQ(sums.energy()[0], 6u);
  EXPECT_NEAR(sums.uncertainty(0), std::sqrt(1.5 * 0.72) / 6, 1e-12);
  EXPECT_TRUE(std::isnan(sums.uncertainty(1)));  // all of it, always: no scatter, but never 0
}

TEST(ShareSums, SumsThatBatchesDoNotDivide) {
  // Batches (1, 4) (2, 6) (2, 4): R = 5/14; x - R e: -6/14, -2/14, 8/14.
  ShareSums sums(1);
  sums.add({1}, 4);
  sums.add({2}, 6);
  sums.add({2}, 4);
  EXPECT_NEAR(sums.uncertainty(0), std::sqrt(1.5 * 104 / 196) / 5, 1e-12);
}

TEST(ShareSums, SurvivesCancellation) {
  // The same numbers on top of batches of 2^40 quanta.
  ShareSums sums(1);
  const std::uint64_t big = std::uint64_t{1} << 40;
  for (const std::uint64_t x : {1u, 3u, 2u}) sums.add({big + 1000 * x}, 2 * big);
  EXPECT_NEAR(sums.uncertainty(0) * static_cast<double>(sums.energy()[0]) / 1000, std::sqrt(3.0),
              1e-9);
}

TEST(ShareSums, CannotBeEstimated) {
  ShareSums sums(1);
  sums.add({5}, 10);
  EXPECT_TRUE(std::isnan(sums.uncertainty(0)));
  ShareSums nothing(1);
  nothing.add({0}, 10);
  nothing.add({0}, 10);
  EXPECT_TRUE(std::isnan(nothing.uncertainty(0)));
}

}  // namespace
}  // namespace yttria
