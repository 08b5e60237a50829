// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "engine/run/run.hpp"

namespace yttria {
namespace {

TEST(RunPlan, DefaultsMake64Batches) {
  const RunPlan plan = plan_run({});
  EXPECT_EQ(plan.histories_per_batch, 156'250u);
  EXPECT_EQ(plan.batches, (BatchRange{0, 64}));
}

TEST(RunPlan, HistoriesRoundUpToWholeBatchesOfLimitedSize) {
  RunOptions options;
  options.histories = 1000;
  EXPECT_EQ(plan_run(options).histories_per_batch, 1u << 14);
  EXPECT_EQ(plan_run(options).planned_batches, 1u);
  options.histories = 20'000;
  EXPECT_EQ(plan_run(options).planned_batches, 2u);
  options.histories = 10'000'000'000;
  EXPECT_EQ(plan_run(options).histories_per_batch, 1u << 24);
}

TEST(RunPlan, AGoalAloneUsesBatchesOf2To18) {
  RunOptions options;
  options.goal = Goal{"max50", 1};
  EXPECT_EQ(plan_run(options).histories_per_batch, 1u << 18);
}

TEST(RunPlan, RefusesWhatContradictsItself) {
  RunOptions options;
  options.batches = BatchRange{3, 3};
  EXPECT_THROW(plan_run(options), InputError);
  options.batches = BatchRange{0, 3};
  options.goal = Goal{"max50", 1};
  EXPECT_THROW(plan_run(options), InputError);
}

// History numbers are batch times size: beyond 2^63 they would return to those of other batches.
TEST(RunPlan, RefusesBatchesWhoseHistoriesWouldRepeatOthers) {
  RunOptions options;
  options.batch_size = 1u << 14;
  options.batches = BatchRange{1ull << 50, (1ull << 50) + 1};
  EXPECT_THROW(plan_run(options), InputError);
  options.batches = BatchRange{1ull << 40, (1ull << 40) + 1};
  EXPECT_NO_THROW(plan_run(options));
}

}  // namespace
}  // namespace yttria
