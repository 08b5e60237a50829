// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/comparison.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/error.hpp"
#include "engine/result/roi_statistics.hpp"
#include "tests/engine/support/map_of.hpp"
#include "tests/engine/support/small_dose.hpp"

namespace yttria {
namespace {

using test::grid_of;
using test::map_of;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

DoseMap run_of(std::vector<BatchRange> batches, std::uint64_t seed = 7) {
  Dose dose = test::dose_of_batches(batches);
  dose.identity.seed = seed;
  return dose_map(std::move(dose), seed == 7 ? "ref.h5" : "test.h5");
}

/// x = 0 to 9 mm, doses 10 20 .. 100 Gy; regions of the first three and of the last five voxels.
DoseMap row(double factor, const char* file) {
  DoseMap map = map_of(
      grid_of({10, 1, 1}, {1, 1, 1}),
      [=](double x, double, double) { return factor * 10 * (x + 1); }, file);
  map.rois = {{"low", RoiRole::other, {{0, 3}}}, {"high", RoiRole::tumour, {{5, 10}}}};
  return map;
}

const ComparedValue& value(const RoiComparison& roi, const std::string& name) {
  const auto at = std::find_if(roi.values.begin(), roi.values.end(),
                               [&](const ComparedValue& v) { return v.name == name; });
  EXPECT_NE(at, roi.values.end()) << name;
  return *at;
}

const RoiComparison& region(const Comparison& c, const std::string& name) {
  return *std::find_if(c.rois.begin(), c.rois.end(),
                       [&](const RoiComparison& roi) { return roi.name == name; });
}

TEST(Comparison, DifferencesAreSignedAndOverTheJudgedVoxels) {
  DoseMap test = row(1, "test.h5");
  test.dose_Gy[0] = 11;   // local +10 %, global +1 %
  test.dose_Gy[9] = 95;   // both -5 %
  test.dose_Gy[4] = NAN;  // no mass
  ComparisonOptions options;
  options.gamma.threshold_percent = 15;  // leaves the first voxel out
  const Comparison c = compare(row(1, "ref.h5"), test, options);
  EXPECT_EQ(c.maximum_Gy, 100);
  EXPECT_EQ(c.compared, 9);
  EXPECT_EQ(c.test_without, 1);
  EXPECT_EQ(c.judged, 8);
  EXPECT_FLOAT_EQ(c.local[0], 0.1f);
  EXPECT_FLOAT_EQ(c.global[0], 0.01f);
  EXPECT_FLOAT_EQ(c.local[9], -0.05f);
  EXPECT_TRUE(std::isnan(c.local[4]) && std::isnan(c.global[4]));
  EXPECT_EQ(c.local_distribution.count, 8);
  EXPECT_FLOAT_EQ(static_cast<float>(c.local_distribution.lowest.value), -0.05f);
  EXPECT_EQ(c.local_distribution.lowest.voxel, 9);
  EXPECT_EQ(c.local_distribution.highest.value, 0);
  EXPECT_NEAR(c.agreement.mare, 0.05 / 8, 1e-9);
  EXPECT_EQ(c.gamma[0].judged, 8);
  EXPECT_THAT(c.no_z, HasSubstr("uncertainty"));
  EXPECT_THAT(c.warnings, IsEmpty());
}

TEST(Comparison, ADoseAtTheThresholdIsJudged) {
  ComparisonOptions options;
  options.gamma.threshold_percent = 10;  // of 100 Gy: the first voxel has just that
  const Comparison c = compare(row(1, "ref.h5"), row(1, "test.h5"), options);
  EXPECT_EQ(c.judged, 10);
  EXPECT_EQ(c.gamma.front().judged, 10);
}

TEST(Comparison, WarnsOfWhatCannotBeCompared) {
  DoseMap test = row(1, "test.h5");
  test.dose_to = "water";
  test.complete = false;
  const Comparison c = compare(row(1, "ref.h5"), test, {});
  EXPECT_THAT(c.warnings, Contains(AllOf(HasSubstr("to medium"), HasSubstr("to water"))));
  EXPECT_THAT(c.warnings, Contains(HasSubstr("test.h5 is partial")));
}

TEST(Comparison, OfOneRunWithItselfHasNoZScores) {
  const Comparison c = compare(run_of({{0, 40}}), run_of({{0, 40}}), {});
  EXPECT_FALSE(c.z_scores.has_value());
  EXPECT_THAT(c.z, IsEmpty());
  EXPECT_THAT(c.no_z, HasSubstr("same run"));
  EXPECT_THAT(c.warnings, Contains(HasSubstr("--seed")));
}

TEST(Comparison, IndependentRunsHaveZScoresAndCombinedUncertainty) {
  const DoseMap reference = run_of({{0, 40}}), test = run_of({{40, 80}}, 8);
  const Comparison c = compare(reference, test, {});
  ASSERT_TRUE(c.z_scores.has_value());
  EXPECT_EQ(c.z.size(), 24u);
  EXPECT_GT(c.z_scores->voxels, 15);
  const RoiStatistics R = roi_statistics(reference, 0), T = roi_statistics(test, 0);
  const RoiComparison& a = region(c, "a");
  EXPECT_EQ(value(a, "mean_Gy").reference, R.mean_Gy);
  EXPECT_EQ(value(a, "mean_Gy").test, T.mean_Gy);
  EXPECT_DOUBLE_EQ(value(a, "mean_Gy").sigma,
                   std::hypot(R.mean_Gy * R.mean_uncertainty, T.mean_Gy * T.mean_uncertainty));
  EXPECT_DOUBLE_EQ(value(a, "D50_Gy").sigma, std::hypot(R.D50.sigma, T.D50.sigma));
  EXPECT_THAT(a.notes, IsEmpty());
}

TEST(Comparison, AMapWithoutSumsLeavesTheUncertaintyOfTheRun) {
  const DoseMap reference = run_of({{0, 40}});
  DoseMap test = run_of({{40, 80}}, 8);
  test.run.reset();
  test.uncertainty.assign(24, NAN);
  const Comparison c = compare(reference, test, {});
  const RoiStatistics R = roi_statistics(reference, 0);
  const RoiComparison& a = region(c, "a");
  EXPECT_DOUBLE_EQ(value(a, "D50_Gy").sigma, R.D50.sigma);
  EXPECT_THAT(a.notes, Contains(HasSubstr("those of the reference alone")));
  const Comparison turned = compare(test, reference, {});
  EXPECT_THAT(region(turned, "a").notes, Contains(HasSubstr("those of the test alone")));
  EXPECT_DOUBLE_EQ(value(region(turned, "a"), "D50_Gy").sigma, R.D50.sigma);
}

TEST(Comparison, RegionsAreThoseOfTheReference) {
  DoseMap test = row(2, "test.h5");
  test.rois = {{"high", RoiRole::tumour, {{4, 10}}}};
  const Comparison c = compare(row(1, "ref.h5"), test, {});
  const RoiComparison& high = region(c, "high");
  EXPECT_EQ(high.compared, 5);
  EXPECT_EQ(value(high, "mean_Gy").reference, 80);
  EXPECT_EQ(value(high, "mean_Gy").test, 160);
  EXPECT_EQ(value(high, "min_Gy").test, 120);
  EXPECT_EQ(value(high, "V100").difference(), 0.8);
  EXPECT_EQ(high.dvh.largest, 1);
  EXPECT_THAT(high.notes, Contains(AllOf(HasSubstr("test.h5"), HasSubstr("6, not 5"))));
  EXPECT_THAT(high.notes, Contains(HasSubstr("neither file gives uncertainties")));
  EXPECT_EQ(value(region(c, "low"), "D50_Gy").test, 40);
}

TEST(Comparison, ChosenRegionsMustBeThere) {
  ComparisonOptions options;
  options.rois = {"high"};
  EXPECT_EQ(compare(row(1, "ref.h5"), row(1, "test.h5"), options).rois.size(), 1u);
  options.rois = {"spleen"};
  try {
    compare(row(1, "ref.h5"), row(1, "test.h5"), options);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("ref.h5"), HasSubstr("\"spleen\""), HasSubstr("low, high")));
  }
}

TEST(Comparison, EmptyRegionsAreReportedAsSuch) {
  const Comparison vacuum = compare(run_of({{0, 40}}), run_of({{40, 80}}, 8), {});
  EXPECT_THAT(region(vacuum, "empty space").values, IsEmpty());
  EXPECT_THAT(region(vacuum, "empty space").notes, Contains(HasSubstr("no voxel of it")));
  DoseMap reference = row(1, "ref.h5");
  reference.rois = {{"nothing", RoiRole::other, {}}};
  const RoiComparison nothing = compare(reference, row(1, "test.h5"), {}).rois[0];
  EXPECT_EQ(nothing.compared, 0);
  EXPECT_THAT(nothing.notes, Contains(HasSubstr("empty")));
  EXPECT_TRUE(std::isnan(nothing.dvh.largest) && std::isnan(nothing.agreement.mare));
}

TEST(Comparison, PartsOfRegionsAreComparedWhereBothHaveDose) {
  DoseMap test = row(1, "test.h5");
  test.dose_Gy[9] = NAN;
  const RoiComparison high = region(compare(row(1, "ref.h5"), test, {}), "high");
  EXPECT_EQ(high.compared, 4);
  EXPECT_EQ(value(high, "mean_Gy").reference, 75);  // 60 70 80 90
  EXPECT_EQ(value(high, "max_Gy").reference, 90);
  EXPECT_THAT(high.notes, Contains(HasSubstr("only 4 of 5 voxels")));
}

TEST(Comparison, MassesOfEitherFileWeighBothMeans) {
  DoseMap reference = row(1, "ref.h5"), test = row(1.5, "test.h5");
  test.mass_g.assign(10, 1);
  test.mass_g[1] = 3;
  for (const Comparison& c : {compare(reference, test, {}), compare(test, reference, {})}) {
    const ComparedValue& mean = value(region(c, "low"), "mean_Gy");
    const double factor = mean.reference > mean.test ? 1.5 : 1;
    EXPECT_NEAR(mean.reference, factor * (10 + 3 * 20 + 30) / 5, 1e-6);
    EXPECT_NEAR(mean.test, (2.5 - factor) * 20, 1e-6);
  }
}

TEST(Comparison, AnotherGridIsResampledAndSaysSo) {
  // The same ramp with voxels of half the size, 0 to 4.5 mm only.
  DoseMap test = map_of(
      grid_of({10, 1, 1}, {0.5, 1, 1}), [](double x, double, double) { return 10 * (x + 1); },
      "test.h5");
  test.uncertainty.assign(10, 0.01f);
  DoseMap reference = row(1, "ref.h5");
  reference.uncertainty.assign(10, 0.01f);
  const Comparison c = compare(reference, test, {});
  EXPECT_FALSE(c.same_grid);
  EXPECT_EQ(c.outside, 5);
  EXPECT_EQ(c.compared, 5);
  EXPECT_NEAR(c.agreement.mare, 0, 1e-6);
  EXPECT_EQ(c.gamma[0].passing_rate, 1);
  EXPECT_THAT(c.no_z, HasSubstr("resampled"));
  EXPECT_THAT(c.warnings, Contains(HasSubstr("resampled onto the grid of ref.h5")));
  EXPECT_EQ(value(region(c, "low"), "D50_Gy").test, 20);
  EXPECT_EQ(region(c, "high").compared, 0);
}

TEST(Comparison, OfMapsWithoutACommonVoxelIsRefused) {
  DoseMap reference = row(1, "ref.h5"), test = row(1, "test.h5");
  for (std::size_t i = 0; i < 10; ++i) (i < 5 ? reference : test).dose_Gy[i] = NAN;
  EXPECT_THROW(compare(reference, test, {}), InputError);
}

TEST(Comparison, OfNoDoseDividesByNothing) {
  const Comparison c = compare(row(0, "ref.h5"), row(1, "test.h5"), {});
  EXPECT_EQ(c.judged, 0);
  EXPECT_EQ(c.compared, 10);
  EXPECT_TRUE(std::isnan(c.global[0]) && std::isnan(c.local_distribution.mean));
  EXPECT_EQ(c.gamma[0].judged, 0);
  EXPECT_EQ(value(region(c, "low"), "mean_Gy").difference(), 20);
}

}  // namespace
}  // namespace yttria
