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
  EXPECT_STREQ(evidence(0.2), "none");
  EXPECT_STREQ(evidence(0.01), "weak");
  EXPECT_STREQ(evidence(1e-4), "clear");
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
