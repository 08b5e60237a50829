// SPDX-License-Identifier: Apache-2.0
// Cases whose gamma is known in closed form.
#include "engine/analysis/gamma_index.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "engine/error.hpp"
#include "tests/engine/support/map_of.hpp"

namespace yttria {
namespace {

using test::grid_of;
using test::map_of;

constexpr double tolerance = 0.002;  // 0.001 of the search and single precision

GammaMap gamma_of(const DoseMap& reference, const DoseMap& test, const GammaCriterion& criterion,
                  const GammaOptions& options = {}) {
  return gamma_index(reference, test, resample(test, reference), criterion, options);
}

/// One row of voxels so far apart that only the dose at a point counts.
DoseMap apart(const std::vector<double>& dose_Gy) {
  return map_of(grid_of({static_cast<std::int64_t>(dose_Gy.size()), 1, 1}, {20000, 1, 1}),
                [&](double x, double, double) { return dose_Gy[std::size_t(x / 20000 + 0.5)]; });
}

TEST(Gamma, IdenticalMapsHaveNone) {
  const DoseMap map = map_of(grid_of({6, 5, 4}, {1, 2, 3}),
                             [](double x, double y, double z) { return 10 + x * y + std::cos(z); });
  const GammaMap gamma = gamma_of(map, map, {2, 2});
  EXPECT_EQ(gamma.largest, 0);
  EXPECT_EQ(gamma.passing_rate, 1);
  EXPECT_EQ(gamma.judged, 120);
}

TEST(Gamma, UniformOffsetIsTheDoseDifference) {
  const auto flat = [](double dose_Gy) { return [=](double, double, double) { return dose_Gy; }; };
  const Grid grid = grid_of({5, 5, 5}, {2, 2, 2});
  const GammaMap gamma = gamma_of(map_of(grid, flat(100)), map_of(grid, flat(101.5)), {2, 2});
  for (const float value : gamma.gamma) EXPECT_NEAR(value, 0.75, 1e-6);
}

TEST(Gamma, ShiftedGradientIsTheDistanceToThePlaneInBothCriteria) {
  // Excess g s / dD at the point, slope g DTA / dD per DTA: gamma = g s / sqrt(dD^2 + g^2 DTA^2).
  const double g = 1.7, s = 1.3;  // Gy/mm, mm
  for (const auto& spacing : {std::array<double, 3>{2, 2, 2}, {0.4, 3, 7}, {9, 0.5, 1}}) {
    const Grid grid = grid_of({41, 9, 9}, spacing);
    const double far = 40 * spacing[0];
    const auto ramp = [&](double shift) {
      return [=](double x, double, double) { return 20 + g * (x + shift); };
    };
    GammaOptions options;
    options.threshold_percent = 0;
    const GammaMap gamma = gamma_of(map_of(grid, ramp(0)), map_of(grid, ramp(s)), {2, 3}, options);
    const double criterion_Gy = 0.02 * (20 + g * far);
    const double expected = g * s / std::hypot(criterion_Gy, g * 3);
    for (std::int64_t i = 0; i < grid.voxels(); ++i) {
      const double x = static_cast<double>(i % 41) * spacing[0];
      if (x < 4 || x > far - 4) continue;  // the nearest point would lie beyond the grid
      EXPECT_NEAR(gamma.gamma[static_cast<std::size_t>(i)], expected, tolerance);
    }
  }
}

TEST(Gamma, BeyondTheGridThereIsNoDose) {
  // The plane with the reference dose of the first voxel lies outside: its own excess is left.
  const Grid grid = grid_of({21, 3, 3}, {1, 1, 1});
  const auto ramp = [](double shift) {
    return [=](double x, double, double) { return 80 + x + shift; };
  };
  const GammaMap gamma = gamma_of(map_of(grid, ramp(0)), map_of(grid, ramp(1)), {1, 1});
  EXPECT_NEAR(gamma.gamma[0], 1, tolerance);                                 // 1 Gy of 1 Gy
  EXPECT_NEAR(gamma.gamma[10], 1 / std::sqrt(2.0), tolerance);               // free to move
  EXPECT_EQ(gamma.gamma[0], gamma.gamma[static_cast<std::size_t>(21 * 3)]);  // next plane
}

TEST(Gamma, SteepStepIsItsDisplacement) {
  // Half a voxel wide ramps of 100 Gy; the test's step is one voxel of 2 mm later.
  const Grid grid = grid_of({12, 4, 4}, {2, 2, 2});
  const auto step = [](double at) {
    return [=](double x, double, double) { return x >= at ? 100.0 : 0.0; };
  };
  GammaOptions options;
  options.threshold_percent = 0;
  for (const double distance_mm : {2.0, 1.5}) {
    const GammaMap gamma =
        gamma_of(map_of(grid, step(10)), map_of(grid, step(12)), {2, distance_mm}, options);
    const double slope = 100 / 2.0 * distance_mm / 2;  // dose criteria per distance criterion
    EXPECT_NEAR(gamma.gamma[5], 50 / std::hypot(1, slope), tolerance);
    EXPECT_EQ(gamma.gamma[4], 0);
    EXPECT_EQ(gamma.gamma[6], 0);
  }
}

TEST(Gamma, LocalAndGlobalDifferInTheDoseThatCounts) {
  const DoseMap reference = apart({100, 50}), test = apart({103, 51.5});
  GammaOptions options;
  EXPECT_THAT(gamma_of(reference, test, {3, 2}, options).gamma,
              testing::ElementsAre(testing::FloatNear(1, 1e-5f), testing::FloatNear(0.5f, 1e-5f)));
  options.normalisation = GammaNormalisation::local;
  EXPECT_THAT(gamma_of(reference, test, {3, 2}, options).gamma,
              testing::ElementsAre(testing::FloatNear(1, 1e-5f), testing::FloatNear(1, 1e-5f)));
}

TEST(Gamma, DosesBelowTheThresholdAreNotJudged) {
  const DoseMap reference = apart({100, 10, 9.9, 0}), test = apart({100, 11, 9.9, 5});
  const GammaMap gamma = gamma_of(reference, test, {2, 2});
  EXPECT_EQ(gamma.judged, 2);  // at the threshold is above it
  EXPECT_EQ(gamma.passed, 2);
  EXPECT_TRUE(std::isnan(gamma.gamma[2]) && std::isnan(gamma.gamma[3]));
  GammaOptions all;
  all.threshold_percent = 0;
  EXPECT_EQ(gamma_of(reference, test, {2, 2}, all).judged, 4);
  all.normalisation = GammaNormalisation::local;
  EXPECT_EQ(gamma_of(reference, test, {2, 2}, all).judged, 3);  // no percentage of 0 Gy
}

TEST(Gamma, IsSearchedNoFurtherThanItsMaximum) {
  const DoseMap reference = apart({100, 100}), test = apart({100, 150});
  const GammaMap gamma = gamma_of(reference, test, {2, 2});
  EXPECT_EQ(gamma.gamma[1], 2);
  EXPECT_EQ(gamma.at_maximum, 1);
  GammaOptions options;
  options.maximum = 1.1;  // not a number of single precision
  EXPECT_EQ(gamma_of(reference, test, {2, 2}, options).at_maximum, 1);
}

TEST(Gamma, AtVoxelCentresOnlyWhenNotInterpolated) {
  const Grid grid = grid_of({9, 3, 3}, {2, 2, 2});
  const auto ramp = [](double shift) {
    return [=](double x, double, double) { return 100 + 2 * (x + shift); };
  };
  GammaOptions options;
  options.interpolate = false;
  const GammaMap gamma =
      gamma_of(map_of(grid, ramp(0)), map_of(grid, ramp(2)), {1, 4}, options);  // criterion 1.32 Gy
  EXPECT_NEAR(gamma.gamma[4], 0.5, 1e-6);  // 4 Gy too high here, right one voxel away
}

TEST(Gamma, NothingToJudgeIsNoPassingRate) {
  const DoseMap nothing = apart({0, 0});
  const GammaMap gamma = gamma_of(nothing, nothing, {2, 2});
  EXPECT_EQ(gamma.judged, 0);
  EXPECT_TRUE(std::isnan(gamma.passing_rate) && std::isnan(gamma.mean));
}

TEST(Gamma, VoxelsWithoutMassTakeNoPart) {
  // A cube of dose in vacuum: its cells have gaps, its faces and edges do not.
  const Grid grid = grid_of({5, 5, 5}, {1, 1, 1});
  const auto row = [](double shift) {
    return [=](double x, double y, double z) { return y == 2 && z == 2 ? 90 + x + shift : NAN; };
  };
  const GammaMap gamma = gamma_of(map_of(grid, row(0)), map_of(grid, row(1)), {1, 1});
  EXPECT_EQ(gamma.judged, 5);
  const double criterion_Gy = 0.94;
  EXPECT_NEAR(gamma.gamma[62], 1 / std::hypot(1, criterion_Gy), tolerance);  // along the row
}

TEST(Gamma, CriteriaMustBeAboveZero) {
  const DoseMap map = apart({1, 2});
  for (const GammaCriterion& bad :
       {GammaCriterion{-2, 2}, {2, -2}, {0, 2}, {2, 0}, {NAN, 2}, {2, INFINITY}}) {
    EXPECT_THROW(gamma_of(map, map, bad), InputError);
  }
  GammaOptions options;
  options.maximum = 0;
  EXPECT_THROW(gamma_of(map, map, {2, 2}, options), InputError);
  options = {};
  options.threshold_percent = 101;
  EXPECT_THROW(gamma_of(map, map, {2, 2}, options), InputError);
}

TEST(Gamma, DosesOverManyDecadesComeToAnEnd) {
  // Local criteria from 1e-8 to 1 Gy, so that the dose in a cell is up to billions of criteria, and
  // a very narrow one: only the size of a box tells when to stop.
  const Grid grid = grid_of({5, 4, 3}, {2, 2, 2});
  std::mt19937 random(5);
  std::uniform_real_distribution<double> decade(-6, 2);
  const auto wild = [&](double, double, double) { return std::pow(10, decade(random)); };
  const DoseMap reference = map_of(grid, wild), test = map_of(grid, wild);
  GammaOptions options;
  options.normalisation = GammaNormalisation::local;
  options.threshold_percent = 0;
  for (const GammaCriterion& criterion : {GammaCriterion{2, 2}, GammaCriterion{0.01, 2}}) {
    const GammaMap map =
        gamma_index(reference, test, resample(test, reference), criterion, options);
    EXPECT_EQ(map.judged, grid.voxels());
    EXPECT_LE(map.largest, options.maximum);
  }
}

TEST(Gamma, VoxelsFarSmallerThanTheDistanceAreRefused) {
  const DoseMap map = map_of(grid_of({150, 150, 150}, {0.01, 0.01, 0.01}),
                             [](double, double, double) { return 1; });
  EXPECT_THROW(gamma_of(map, map, {2, 2}), InputError);
}

TEST(Gamma, ThreadsChangeNoBit) {
  const Grid grid = grid_of({9, 8, 7}, {2, 1, 3});
  const auto bumps = [](double phase) {
    return [=](double x, double y, double z) {
      return 50 + 20 * std::sin(x + phase) * std::cos(2 * y) * std::sin(z / 2 + phase);
    };
  };
  std::vector<std::vector<float>> maps;
  for (const int threads : {1, 2, 7}) {
    GammaOptions options;
    options.threads = threads;
    maps.push_back(
        gamma_of(map_of(grid, bumps(0)), map_of(grid, bumps(0.1)), {2, 2}, options).gamma);
  }
  EXPECT_EQ(maps[0], maps[1]);
  EXPECT_EQ(maps[0], maps[2]);
}

}  // namespace
}  // namespace yttria
