// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/analysis/agreement.hpp"
#include "engine/analysis/distribution.hpp"
#include "engine/analysis/dvh_difference.hpp"
#include "engine/analysis/z_scores.hpp"
#include "tests/engine/support/map_of.hpp"
#include "tests/engine/support/small_dose.hpp"

namespace yttria {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

TEST(Distribution, ByHand) {
  const Distribution d = distribution({9, 4, -1, NAN, 2, 3}, {0, 1, 1, 1, 1, 1});
  EXPECT_EQ(d.count, 4);
  EXPECT_DOUBLE_EQ(d.mean, 2);
  EXPECT_DOUBLE_EQ(d.sd, std::sqrt((4 + 9 + 0 + 1) / 3.0));
  EXPECT_DOUBLE_EQ(d.rms, std::sqrt(30 / 4.0));
  EXPECT_EQ(d.lowest.value, -1);
  EXPECT_EQ(d.lowest.voxel, 2);
  EXPECT_EQ(d.highest.value, 4);
  EXPECT_EQ(d.highest.voxel, 1);
  // Order statistics -1 2 3 4 at 0, 1/3, 2/3, 1.
  EXPECT_DOUBLE_EQ(d.percentiles[3], 2.5);   // 50
  EXPECT_DOUBLE_EQ(d.percentiles[2], 1.25);  // 25
  EXPECT_DOUBLE_EQ(d.percentiles[6], 3.97);  // 99
}

TEST(Distribution, OfNothingIsUnknown) {
  const Distribution none = distribution({1, NAN}, {0, 1});
  EXPECT_EQ(none.count, 0);
  EXPECT_TRUE(std::isnan(none.mean) && std::isnan(none.percentiles[0]));
  EXPECT_EQ(none.lowest.voxel, -1);
  const Distribution one = distribution({5}, {1});
  EXPECT_EQ(one.percentiles[0], 5);
  EXPECT_TRUE(std::isnan(one.sd));
}

TEST(Agreement, ByHand) {
  // Relative differences +0.1 -0.2 +0.1 of 10 10 20; the voxel without reference dose counts for
  // the bias alone.
  const Agreement a = agreement({10, 10, 20, 0}, {11, 8, 22, 1});
  EXPECT_EQ(a.voxels, 4);
  EXPECT_EQ(a.relative, 3);
  EXPECT_NEAR(a.mare, 0.4 / 3, 1e-12);
  EXPECT_NEAR(a.rsd, std::sqrt((0.01 + 0.04 + 0.01) / 2), 1e-12);
  EXPECT_NEAR(a.bias_Gy, 0.5, 1e-12);  // 1 -2 2 1
  const double sd = std::sqrt((0.25 + 6.25 + 2.25 + 0.25) / 3);
  EXPECT_NEAR(a.lower_limit_Gy, 0.5 - 1.96 * sd, 1e-12);
  EXPECT_NEAR(a.upper_limit_Gy, 0.5 + 1.96 * sd, 1e-12);
  // R - 10: 0 0 10 -10; T - 10.5: 0.5 -2.5 11.5 -9.5.
  EXPECT_NEAR(a.correlation, 210 / std::sqrt(200 * (0.25 + 6.25 + 132.25 + 90.25)), 1e-12);
}

TEST(Agreement, OfTooLittleIsUnknown) {
  EXPECT_TRUE(std::isnan(agreement({}, {}).mare));
  const Agreement one = agreement({2}, {3});
  EXPECT_DOUBLE_EQ(one.mare, 0.5);
  EXPECT_DOUBLE_EQ(one.bias_Gy, 1);
  EXPECT_TRUE(std::isnan(one.rsd) && std::isnan(one.lower_limit_Gy));
  const Agreement flat = agreement({2, 2}, {3, 4});
  EXPECT_TRUE(std::isnan(flat.correlation));
  EXPECT_TRUE(std::isnan(agreement({0, 0}, {3, 4}).mare));
}

TEST(DvhDifference, IsTheLargestGapOfTheHistograms) {
  // V_R falls after 1 2 3 4, V_T after 2 3 9 9.
  const DvhDifference dvh = dvh_difference({4, 1, 3, 2}, {9, 2, 3, 9});
  EXPECT_DOUBLE_EQ(dvh.largest, 0.5);  // at 9: 2 of 4 against none
  EXPECT_DOUBLE_EQ(dvh.at_Gy, 9);
  EXPECT_DOUBLE_EQ(dvh_difference({9, 9}, {1, 9}).largest, -0.5);
  EXPECT_DOUBLE_EQ(dvh_difference({9, 9}, {1, 9}).at_Gy, 9);
  EXPECT_DOUBLE_EQ(dvh_difference({1, 2, 3}, {3, 2, 1}).largest, 0);
  EXPECT_TRUE(std::isnan(dvh_difference({}, {}).largest));
}

TEST(DvhDifference, CurvesEndAtTheLargerMaximum) {
  const DvhDifference dvh = dvh_difference({0, 10}, {5, 20});
  ASSERT_EQ(dvh.dose_Gy.size(), 401u);
  EXPECT_EQ(dvh.dose_Gy.back(), 20);
  EXPECT_EQ(dvh.reference.front(), 1);
  EXPECT_EQ(dvh.reference[200], 0.5);  // 10 Gy
  EXPECT_EQ(dvh.reference[201], 0);
  EXPECT_EQ(dvh.test[100], 1);
  EXPECT_EQ(dvh.difference[300], 0.5);
}

/// Two runs of a flat dose of 10 Gy with normal noise of known size.
struct NoisyPair {
  DoseMap reference, test;
  NoisyPair(double bias, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    const Grid grid = test::grid_of({50, 40, 20}, {1, 1, 1});
    const auto noisy = [&](double sigma, double shift) {
      DoseMap map = test::map_of(
          grid, [&](double, double, double) { return 10 + shift + sigma * normal(random); });
      for (std::size_t i = 0; i < map.dose_Gy.size(); ++i) {
        map.uncertainty[i] = static_cast<float>(sigma) / map.dose_Gy[i];
      }
      return map;
    };
    reference = noisy(0.3, 0);
    test = noisy(0.4, bias);
  }
};

/// 40000 independent voxels: every figure within 4 standard errors of its expectation (false alarm
/// of all five together below 4e-4).
bool is_standard_normal(const ZScores& z) {
  const double n = static_cast<double>(z.voxels);
  bool good = std::abs(z.mean) < 4 / std::sqrt(n) && std::abs(z.sd - 1) < 4 / std::sqrt(2 * n);
  for (std::size_t k = 0; k < 3; ++k) {
    const double p = ZScores::expected_beyond[k];
    good = good && std::abs(z.beyond[k] - p) < 4 * std::sqrt(p * (1 - p) / n);
  }
  return good;
}

TEST(ZScores, OfIndependentRunsAreStandardNormal) {
  const NoisyPair pair(0, 3);
  const std::vector<float> z = z_map(pair.reference, pair.test);
  EXPECT_TRUE(is_standard_normal(z_scores(z, VoxelMask(z.size(), 1))));
}

TEST(ZScores, TwinWithABiasOfATwentiethOfSigmaIsFound) {
  const NoisyPair pair(0.025, 3);
  const std::vector<float> z = z_map(pair.reference, pair.test);
  EXPECT_FALSE(is_standard_normal(z_scores(z, VoxelMask(z.size(), 1))));
}

TEST(ZScores, NeedBothUncertainties) {
  NoisyPair pair(0, 4);
  pair.reference.uncertainty[0] = NAN;
  pair.test.uncertainty[1] = NAN;
  pair.test.dose_Gy[2] = NAN;
  const std::vector<float> z = z_map(pair.reference, pair.test);
  EXPECT_TRUE(std::isnan(z[0]) && std::isnan(z[1]) && std::isnan(z[2]));
  EXPECT_EQ(z_scores(z, VoxelMask(z.size(), 1)).voxels, 39997);
  const ZScores none = z_scores({NAN}, {1});
  EXPECT_EQ(none.voxels, 0);
  EXPECT_TRUE(std::isnan(none.mean) && std::isnan(none.beyond[0]));
}

TEST(SharedNoise, IsThatOfTheSameHistories) {
  const auto run = [](std::vector<BatchRange> batches) {
    return dose_map(test::dose_of_batches(batches), "run.h5");
  };
  EXPECT_THAT(shared_noise(run({{0, 8}}), run({{0, 8}})), testing::HasSubstr("the same run"));
  EXPECT_THAT(shared_noise(run({{0, 8}}), run({{4, 12}})),
              testing::HasSubstr("histories of the same run"));
  EXPECT_EQ(shared_noise(run({{0, 8}}), run({{8, 16}})), "");
  DoseMap other = run({{0, 8}});
  other.run->tally.history_digest += 1;
  other.run->identity.physics_digest = "physics1";
  EXPECT_THAT(shared_noise(run({{0, 8}}), other), testing::HasSubstr("other settings"));
  other.run->identity.seed = 8;
  EXPECT_EQ(shared_noise(run({{0, 8}}), other), "");
}

TEST(SharedNoise, IsKnownFromTheDigestWithoutSums) {
  DoseMap a =
      test::map_of(test::grid_of({1, 1, 1}, {1, 1, 1}), [](double, double, double) { return 1; });
  DoseMap b = a;
  EXPECT_EQ(shared_noise(a, b), "");
  a.provenance = {{"run_digest", std::string("abc")}};
  EXPECT_EQ(shared_noise(a, b), "");
  b.provenance = a.provenance;
  EXPECT_THAT(shared_noise(a, b), testing::HasSubstr("abc"));
}

}  // namespace
}  // namespace yttria
