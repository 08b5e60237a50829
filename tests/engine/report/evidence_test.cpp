// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "engine/report/convergence.hpp"
#include "engine/report/report_data.hpp"
#include "engine/report/significance.hpp"
#include "engine/result/roi_statistics.hpp"
#include "tests/engine/support/small_dose.hpp"

namespace yttria::report {
namespace {

TEST(Significance, StudentsQuantiles) {
  // Two-sided 5 % points of printed tables.
  EXPECT_NEAR(two_sided_p(12.706, 1), 0.05, 1e-5);
  EXPECT_NEAR(two_sided_p(3.182, 3), 0.05, 2e-5);
  EXPECT_NEAR(two_sided_p(2.131, 15), 0.05, 5e-5);
  EXPECT_NEAR(two_sided_p(-2.947, 15), 0.01, 2e-5);
  EXPECT_NEAR(two_sided_p(0, 15), 1, 1e-12);
  EXPECT_GE(two_sided_p(1e9, 15), 0);
  EXPECT_TRUE(std::isnan(two_sided_p(std::nan(""), 15)));
}

Significance of(double difference, double sigma, double reference_bias = 0, double test_bias = 0) {
  return significance({"D70_Gy", 0, difference, sigma, reference_bias, test_bias});
}

TEST(Significance, EvidenceOfADifference) {
  const double unknown = std::nan("");
  EXPECT_NEAR(of(-2.131, 1).p, 0.05, 5e-5);
  EXPECT_STREQ(of(2, 1).evidence, "none");
  EXPECT_STREQ(of(-3, 1).evidence, "weak");
  EXPECT_STREQ(of(10, 2).evidence, "clear");
  EXPECT_STREQ(of(1e-9, 0).evidence, "clear");
  EXPECT_STREQ(of(1, unknown).evidence, "not known");
  EXPECT_STREQ(of(unknown, 1).evidence, "not known");
  EXPECT_TRUE(std::isnan(of(1, unknown).p));
  for (const double sigma : {1.0, 0.0, unknown}) {  // equal figures
    EXPECT_EQ(of(0, sigma).p, 1);
    EXPECT_STREQ(of(0, sigma).evidence, "none");
  }
}

TEST(Significance, NoiseBiasMayExplainADifference) {
  // D70 of the same liver by 1e6 and 2e6 histories: the true difference of the biases is the whole.
  EXPECT_STREQ(of(1.64, 0.23).evidence, "clear");
  EXPECT_STREQ(of(1.64, 0.23, -2.3, -1.8).evidence, "noise bias");
  EXPECT_EQ(of(1.64, 0.23, -2.3, -1.8).p, 1);
  // Against a kernel method only one side has any: at most 2.41 times the estimate.
  EXPECT_STREQ(of(2.4, 0.1, -1).evidence, "noise bias");
  EXPECT_NEAR(of(2.4142 + 0.2131, 0.1, -1).p, 0.05, 1e-4);
  EXPECT_STREQ(of(2.9, 0.1, -1).evidence, "clear");
  EXPECT_STREQ(of(-1, 0.1, -1).evidence, "clear");  // bias goes the other way
  EXPECT_STREQ(of(0.1, 0.1, -1).evidence, "none");
  EXPECT_STREQ(of(1, std::nan(""), -1, -2).evidence, "not known");
}

TEST(Convergence, LastPointIsTheRun) {
  const Dose run = test::dose_of_batches({{0, 40}});
  const Convergence found = convergence(run, 0);
  const RoiStatistics whole = roi_statistics(run, 0);
  ASSERT_EQ(found.points.size(), 16u);
  EXPECT_EQ(found.points.back().histories, static_cast<double>(run.histories()));
  EXPECT_NEAR(found.points.back().mean_Gy / whole.mean_Gy, 1, 1e-12);
  EXPECT_EQ(found.uncertainty, whole.mean_uncertainty);
  EXPECT_TRUE(std::isnan(found.points.front().uncertainty));
  EXPECT_NEAR(found.points.back().own_error, 1 / std::sqrt(30), 1e-12);
  EXPECT_NEAR(found.histories_for(found.uncertainty / 2) / found.histories, 4, 1e-12);
}

TEST(Convergence, GroupsWithOneBatchEachGiveTheirScatter) {
  // 16 batches: each group is one, so the estimate from groups is that from batches.
  const Convergence found = convergence(test::dose_of_batches({{0, 16}}), 0);
  EXPECT_NEAR(found.points.back().uncertainty / found.uncertainty, 1, 1e-6);
}

TEST(Convergence, NothingScoredNothingSaid) {
  EXPECT_TRUE(convergence(test::dose_of_batches({{0, 40}}), 2).points.empty());
  EXPECT_EQ(convergence(test::dose_of_batches({{0, 1}}), 0).points.size(), 1u);
}

}  // namespace
}  // namespace yttria::report
