// SPDX-License-Identifier: Apache-2.0
#include "engine/result/statistics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/result/roi_statistics.hpp"
#include "engine/result/roi_voxels.hpp"
#include "tests/engine/support/row_of_doses.hpp"
#include "tests/engine/support/small_dose.hpp"

namespace yttria {
namespace {

TEST(RelativeUncertainty, ByHand) {
  // Batches 1 2 3: mean 2, sample variance 1, so the sum 6 has sigma sqrt(3): 0.288675.
  EXPECT_DOUBLE_EQ(relative_uncertainty(6, 14, 3), std::sqrt(3.0) / 6);
  // Batches 10 and 20: variance 50, sum 30 has sigma 10.
  EXPECT_DOUBLE_EQ(relative_uncertainty(30, 500, 2), 1.0 / 3);
  // Batches 1 and 2: the quotient 9/2 is not whole; sigma of the sum 3 is 1.
  EXPECT_DOUBLE_EQ(relative_uncertainty(3, 5, 2), 1.0 / 3);
}

TEST(RelativeUncertainty, CannotBeEstimated) {
  EXPECT_TRUE(std::isnan(relative_uncertainty(5, 25, 1)));    // one batch
  EXPECT_TRUE(std::isnan(relative_uncertainty(0, 0, 10)));    // nothing scored
  EXPECT_TRUE(std::isnan(relative_uncertainty(5, 25, 10)));   // one batch scored all
  EXPECT_TRUE(std::isnan(relative_uncertainty(10, 50, 2)));   // equal batches: never 0
  EXPECT_TRUE(std::isnan(relative_uncertainty(10, 49, 2)));   // impossible sums
  EXPECT_FALSE(std::isnan(relative_uncertainty(10, 52, 2)));  // 4 and 6
}

TEST(RelativeUncertainty, SurvivesCancellation) {
  // Two batches of 2^60 +- 1: in doubles both squares are the same number.
  const std::uint64_t half = std::uint64_t{1} << 60;
  const Uint128 squares =
      static_cast<Uint128>(half - 1) * (half - 1) + static_cast<Uint128>(half + 1) * (half + 1);
  const double expected = 2.0 / static_cast<double>(2 * half);  // sigma of the sum is 2
  EXPECT_DOUBLE_EQ(relative_uncertainty(2 * half, squares, 2), expected);
}

TEST(RelativeUncertainty, IsTheScatterOfRepeatedRuns) {
  // 2000 runs of 32 batches: the mean of the estimated variances is that of the sums themselves.
  std::mt19937_64 random(1);
  double sum_of_variances = 0, sum = 0, squares_of_sums = 0;
  constexpr int runs = 2000;
  for (int run = 0; run < runs; ++run) {
    std::uint64_t s1 = 0;
    Uint128 s2 = 0;
    for (int batch = 0; batch < 32; ++batch) {
      const std::uint64_t x = 1000000 + random() % 1000000;
      s1 += x;
      s2 += static_cast<Uint128>(x) * x;
    }
    const double value = static_cast<double>(s1);
    const double sigma = relative_uncertainty(s1, s2, 32) * value;
    sum_of_variances += sigma * sigma;
    sum += value;
    squares_of_sums += value * value;
  }
  const double scatter = (squares_of_sums - sum * sum / runs) / (runs - 1);
  // Relative sigma of a variance over 2000 runs is sqrt(2/1999) = 3.2 %; 4 sigma.
  EXPECT_NEAR(sum_of_variances / runs / scatter, 1, 0.13);
}

TEST(AbsorbedDose, ByHand) {
  // 1 MeV (2^22 quanta) per history in 1 g, 1e12 decays per history: 160.2176634 Gy.
  EXPECT_DOUBLE_EQ(absorbed_dose_Gy(1u << 22, 1, 1e12), 160.2176634);
  EXPECT_DOUBLE_EQ(absorbed_dose_Gy(1u << 21, 0.25, 1e12), 320.4353268);
  EXPECT_EQ(absorbed_dose_Gy(0, 1, 1e12), 0);
  EXPECT_TRUE(std::isnan(absorbed_dose_Gy(0, 0, 1e12)));
  EXPECT_TRUE(std::isnan(absorbed_dose_Gy(5, 0, 1e12)));
}

TallySums tally_of(const std::vector<std::vector<std::uint64_t>>& batches_of_voxels) {
  TallySums tally;
  tally.batches = batches_of_voxels.front().size();
  for (const auto& batches : batches_of_voxels) {
    std::uint64_t sum = 0, squares = 0;
    for (const std::uint64_t x : batches) {
      sum += x;
      squares += x * x;
    }
    tally.energy.push_back(sum);
    tally.squared_low.push_back(squares);
    tally.squared_high.push_back(0);
  }
  return tally;
}

TEST(Max50, IsTheRootMeanSquareAboveHalfOfTheMaximumDose) {
  // Doses 30, 20, 15, 100/10: the last two are not above half of 30. The vacuum does not count.
  const TallySums tally = tally_of({{10, 20}, {8, 12}, {5, 10}, {49, 51}, {900, 100}});
  const std::vector<float> mass = {1, 1, 1, 10, 0};
  const double u0 = 10.0 / 30, u1 = 4.0 / 20;
  EXPECT_DOUBLE_EQ(max50_uncertainty(tally, mass), std::sqrt((u0 * u0 + u1 * u1) / 2));
}

TEST(Max50, CannotBeEstimated) {
  EXPECT_TRUE(std::isnan(max50_uncertainty(tally_of({{0, 0}}), {1})));
  EXPECT_TRUE(std::isnan(max50_uncertainty(tally_of({{5}}), {1})));
  EXPECT_TRUE(std::isnan(max50_uncertainty(tally_of({{5, 6}, {9, 0}}), {1, 1})));
  EXPECT_TRUE(std::isnan(max50_uncertainty(tally_of({{5, 6}}), {0})));
}

using test::row_of_doses;

TEST(RoiStatistics, DoseToVolumeByHand) {
  std::vector<double> doses;
  for (int i = 1; i <= 100; ++i) doses.push_back(2.0 * ((i * 37) % 101));  // 2..200, shuffled
  const RoiStatistics s = roi_statistics(row_of_doses(doses), 0);
  EXPECT_EQ(s.voxels, 100);
  EXPECT_DOUBLE_EQ(s.mass_g, 100);
  EXPECT_DOUBLE_EQ(s.volume_mL, 100);
  EXPECT_NEAR(s.mean_Gy, 101, 1e-9);
  EXPECT_NEAR(s.min_Gy.value, 2, 1e-6);
  EXPECT_NEAR(s.max_Gy.value, 200, 1e-4);
  EXPECT_NEAR(s.D98.value, 6, 1e-5);  // 98 of 100 voxels get 6 Gy or more
  EXPECT_NEAR(s.D95.value, 12, 1e-5);
  EXPECT_NEAR(s.D90.value, 22, 1e-5);
  EXPECT_NEAR(s.D70.value, 62, 1e-5);
  EXPECT_NEAR(s.D50.value, 102, 1e-4);
  EXPECT_NEAR(s.D2.value, 198, 1e-4);
  EXPECT_TRUE(std::isnan(s.mean_uncertainty));  // one batch
}

TEST(RoiStatistics, RoundingOfAPercentageAddsNoVoxel) {
  // 1000 * 16.1 / 100 is 161.00000000000003 in doubles.
  std::vector<float> dose_Gy(1000);
  std::iota(dose_Gy.begin(), dose_Gy.end(), 0.0f);
  EXPECT_EQ(dose_to_volume_Gy(dose_Gy, 16.1), 1000 - 161);
}

TEST(RoiStatistics, FewVoxelsAreNotInterpolated) {
  const RoiStatistics s = roi_statistics(row_of_doses({10, 30, 20}), 0);
  EXPECT_FLOAT_EQ(static_cast<float>(s.D50.value), 20);  // 2 of 3 voxels are at least half
  EXPECT_FLOAT_EQ(static_cast<float>(s.D70.value), 10);
  EXPECT_FLOAT_EQ(static_cast<float>(s.D2.value), 30);
}

TEST(RoiStatistics, V100CountsFrom100GyOn) {
  Dose dose = row_of_doses({99.9, 100.1, 150, 3});
  EXPECT_DOUBLE_EQ(roi_statistics(dose, 0).V100.value, 0.5);
}

TEST(RoiStatistics, VoxelsWithoutMassAreNotCounted) {
  Dose dose = row_of_doses({0, 20, 40});
  dose.mass_g[0] = 0;
  const RoiStatistics s = roi_statistics(dose, 0);
  EXPECT_EQ(s.voxels, 3);
  EXPECT_DOUBLE_EQ(s.mass_g, 2);
  EXPECT_NEAR(s.min_Gy.value, 20, 1e-5);
  EXPECT_NEAR(s.mean_Gy, 30, 1e-9);
  EXPECT_DOUBLE_EQ(s.dvh.volume_fraction.front(), 1);
  dose.mass_g.assign(3, 0);
  const RoiStatistics nothing = roi_statistics(dose, 0);
  EXPECT_TRUE(std::isnan(nothing.mean_Gy));
  EXPECT_TRUE(std::isnan(nothing.D50.value));
  EXPECT_TRUE(nothing.dvh.dose_Gy.empty());
}

TEST(RoiStatistics, MeanUncertaintyKeepsCorrelations) {
  const Dose dose = test::dose_of_batches({{0, 40}});
  double sum = 0, squares = 0;
  for (std::uint64_t batch = 0; batch < 40; ++batch) {
    double energy = 0;
    for (std::size_t v = 4; v < 10; ++v)
      energy += static_cast<double>(test::batch_energy(batch, v));
    sum += energy;
    squares += energy * energy;
  }
  const double variance = (squares - sum * sum / 40) * 40 / 39;
  EXPECT_NEAR(roi_statistics(dose, 1).mean_uncertainty, std::sqrt(variance) / sum, 1e-6);
}

TEST(Dvh, FallsFromOneAndAgreesWithTheVoxels) {
  const std::vector<double> doses = {1, 2, 3, 4, 8};
  const DoseVolumeHistogram dvh = roi_statistics(row_of_doses(doses), 0).dvh;
  ASSERT_GT(dvh.dose_Gy.size(), 100u);
  EXPECT_EQ(dvh.dose_Gy.front(), 0);
  EXPECT_FLOAT_EQ(static_cast<float>(dvh.dose_Gy.back()), 8);
  EXPECT_EQ(dvh.volume_fraction.back(), 0.2);
  for (std::size_t i = 0; i < dvh.dose_Gy.size(); ++i) {
    int reached = 0;
    for (const double dose : doses) {
      reached += static_cast<double>(static_cast<float>(dose)) >= dvh.dose_Gy[i] ? 1 : 0;
    }
    EXPECT_NEAR(dvh.volume_fraction[i], reached / 5.0, 1e-12) << dvh.dose_Gy[i];
  }
  EXPECT_TRUE(std::isnan(dvh.lower[3]));  // one batch gives no band
}

TEST(Dvh, WithoutDoseIsOnePoint) {
  const DoseVolumeHistogram dvh = roi_statistics(row_of_doses({0, 0}), 0).dvh;
  EXPECT_THAT(dvh.dose_Gy, testing::ElementsAre(0));
  EXPECT_THAT(dvh.volume_fraction, testing::ElementsAre(1));
}

/// 4000 voxels whose doses in `batches` batches scatter together: the band must be as wide as the
/// scatter of repeated runs (and a run with independent voxels much narrower).
Dose noisy_run(std::uint64_t seed, std::uint64_t batches, bool together) {
  constexpr std::size_t voxels = 500;
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Dose dose = row_of_doses(std::vector<double>(voxels, 0));
  dose.tally.batches = batches;
  dose.batches = {{0, batches}};
  dose.identity.histories_per_batch = 1;
  dose.tally.roi_energy = {0};
  dose.tally.roi_squared = {0};
  for (std::uint64_t batch = 0; batch < batches; ++batch) {
    const double common = normal(random);
    for (std::size_t v = 0; v < voxels; ++v) {
      const double noise = together ? common : normal(random);
      const double level = 50 + 100 * static_cast<double>(v) / voxels;
      const auto energy = static_cast<std::uint64_t>(level * 1e6 * std::max(0.0, 1 + 0.2 * noise));
      dose.tally.energy[v] += energy;
      dose.tally.groups[batch % band_groups * voxels + v] += energy;
    }
  }
  return dose;
}

TEST(Dvh, BandIsTheScatterOfRepeatedRuns) {
  // Equal groups, and groups of 4 and 5; voxels that scatter together, and each for itself: there
  // the histogram is no smooth function of the doses.
  for (const auto& [batches, together] :
       {std::pair(64u, true), std::pair(72u, true), std::pair(64u, false), std::pair(72u, false)}) {
    double sum = 0, squares = 0, band = 0;
    constexpr int runs = 200;
    for (std::uint64_t run = 0; run < runs; ++run) {
      const Dose dose = noisy_run(run, batches, together);
      const DoseVolumeHistogram dvh = roi_statistics(dose, 0).dvh;
      // V at 100 Gy, on the axis of each run.
      std::size_t at = 0;
      while (dvh.dose_Gy[at + 1] < 100) ++at;
      const double V = dvh.volume_fraction[at];
      sum += V;
      squares += V * V;
      band += std::pow((dvh.upper[at] - dvh.lower[at]) / 2, 2);
    }
    const double scatter = std::sqrt((squares - sum * sum / runs) / (runs - 1));
    // sigma of a scatter from 200 runs is 5 %, of the band from 15 degrees of freedom 1.3 %.
    EXPECT_NEAR(std::sqrt(band / runs) / scatter, 1, 0.2) << batches << together;
    EXPECT_GT(scatter, together ? 0.02 : 0.002);
  }
}

TEST(RoiVoxels, UnionIsAscendingAndPositionsFollowIt) {
  const std::vector<Roi> rois = {{"a", RoiRole::other, {{10, 12}, {20, 22}}},
                                 {"b", RoiRole::other, {{2, 4}, {11, 14}, {22, 23}}}};
  const RoiVoxels all(rois);
  EXPECT_THAT(all.runs(), testing::ElementsAre(VoxelRun{2, 4}, VoxelRun{10, 14}, VoxelRun{20, 23}));
  EXPECT_EQ(all.size(), 9);
  std::vector<std::pair<std::int64_t, std::int64_t>> visited;
  all.for_each(rois[1], [&](std::int64_t voxel, std::int64_t position) {
    visited.emplace_back(voxel, position);
  });
  using testing::Pair;
  EXPECT_THAT(visited, testing::ElementsAre(Pair(2, 0), Pair(3, 1), Pair(11, 3), Pair(12, 4),
                                            Pair(13, 5), Pair(22, 8)));
}

}  // namespace
}  // namespace yttria
