// SPDX-License-Identifier: Apache-2.0
// Whoever computes which batch, and whatever fails on the way: the sums are those of the batches.
#include "engine/run/scheduler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <numeric>

#include "tests/support/faulty_backend.hpp"
#include "tests/support/mixed_problem.hpp"
#include "tests/support/tally_difference.hpp"

namespace yttria {
namespace {

using test::difference;
using test::Faults;
using test::FaultyBackend;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class SchedulerTest : public ::testing::Test {
 protected:
  Problem problem = test::mixed_problem("clinical", 40);
  RoiLayout rois = problem.roi_layout();

  TallySums zero() const { return TallySums::zero(problem.view().grid.density_g_cm3.size(), rois); }
  WorkerPlan worker(const std::string& label, const Faults& faults = {}, bool standby = false) {
    return {
        label,
        [this, faults] { return std::make_unique<FaultyBackend>(problem.view(), rois, faults); },
        standby};
  }
  static std::vector<std::uint64_t> listed(const std::vector<BatchRange>& ranges) {
    std::vector<std::uint64_t> batches;
    for (const BatchRange& range : ranges) {
      for (std::uint64_t b = range.first; b < range.last; ++b) batches.push_back(b);
    }
    return batches;
  }
  TallySums alone(const std::vector<BatchRange>& ranges) {
    return run_batches(*make_cpu_backend(problem.view(), rois, 1), problem.view(), rois,
                       listed(ranges));
  }
  static Scheduler::State wait_for_end(Scheduler& scheduler) {
    for (;;) {
      const Scheduler::State state = scheduler.wait(std::chrono::seconds(10));
      if (state.idle || state.failed) return state;
    }
  }
  /// All of 0..batches, by these workers.
  Scheduler::Result run(std::vector<WorkerPlan> workers, std::uint64_t batches = 40) {
    Scheduler scheduler(std::move(workers), zero());
    scheduler.add({0, batches});
    const Scheduler::State state = wait_for_end(scheduler);
    EXPECT_FALSE(state.failed);
    EXPECT_EQ(state.left, 0u);
    EXPECT_EQ(state.computed, batches);
    Scheduler::Result result = scheduler.finish();
    EXPECT_EQ(result.batches, (std::vector<BatchRange>{{0, batches}}));
    EXPECT_EQ(difference(result.sums, alone({{0, batches}})), "");
    EXPECT_EQ(result.total.emitted, result.sums.emitted);
    std::uint64_t counted = 0;
    for (const WorkerReport& report : result.workers) counted += report.batches;
    EXPECT_EQ(counted, batches);
    return result;
  }
};

Faults keeping(std::size_t at_once) {
  Faults faults;
  faults.batches_at_once = at_once;
  faults.keeps_runs = true;
  return faults;
}

TEST_F(SchedulerTest, OneWorker) {
  run({worker("a")});
  run({worker("a", keeping(7))});
}

TEST_F(SchedulerTest, AnyMixOfWorkers) {
  run({worker("a"), worker("b", keeping(3)), worker("c", keeping(16)), worker("d")});
}

TEST_F(SchedulerTest, FailingWorkersBatchesAreComputedByOthers) {
  Faults faults = keeping(2);
  faults.fails_at_run = 3;  // with five batches kept
  Faults slow;
  slow.slowness = std::chrono::milliseconds(10);
  const Scheduler::Result result = run({worker("bad", faults), worker("good", slow)});
  EXPECT_EQ(result.workers[0].failure, "the device fell off the bus");
  EXPECT_THAT(result.workers[0].facts, ElementsAre(Pair("runs", "4")));
  EXPECT_THAT(result.workers[1].facts, ElementsAre(Pair("runs", "40")));
  EXPECT_EQ(result.workers[0].batches, 0u);
  EXPECT_TRUE(result.workers[0].wants_new_process);
  EXPECT_EQ(result.workers[1].failure, "");
}

TEST_F(SchedulerTest, SumsThatCannotBeHadAreComputedAgain) {
  Faults faults = keeping(4);
  faults.fails_to_collect = true;
  Faults slow;  // or it may have done all before the other one begins
  slow.slowness = std::chrono::milliseconds(10);
  const Scheduler::Result result = run({worker("bad", faults), worker("good", slow)});
  EXPECT_EQ(result.workers[0].failure, "the download failed");
  EXPECT_EQ(result.workers[1].batches, 40u);
}

TEST_F(SchedulerTest, WhoLosesEnergyIsRetired) {
  Faults faults;
  faults.unbalanced_at_run = 1;
  Faults slow;
  slow.slowness = std::chrono::milliseconds(10);
  const Scheduler::Result result = run({worker("bad", faults), worker("good", slow)});
  EXPECT_THAT(result.workers[0].failure, HasSubstr("energy is not balanced"));
  EXPECT_FALSE(result.workers[0].wants_new_process);  // it would compute wrong there, too
  EXPECT_EQ(result.workers[0].batches, 1u);           // the first was right, and collected
}

TEST_F(SchedulerTest, WhoLosesAParticleIsRetired) {
  Faults faults;
  faults.loses_particle_at_run = 0;
  Faults slow;
  slow.slowness = std::chrono::milliseconds(10);
  const Scheduler::Result result = run({worker("bad", faults), worker("good", slow)});
  EXPECT_THAT(result.workers[0].failure, HasSubstr("a particle was lost"));
  EXPECT_EQ(result.workers[1].batches, 40u);
}

TEST_F(SchedulerTest, DeviceWithoutMemoryIsRetiredBeforeItBegins) {
  Faults faults;
  faults.no_memory = true;
  const Scheduler::Result result = run({worker("small", faults), worker("good")});
  EXPECT_NE(result.workers[0].failure, "");
  EXPECT_EQ(result.workers[0].backend, "");
}

TEST_F(SchedulerTest, StandbyBeginsWhenAllOthersHaveFailed) {
  Faults faults;
  faults.fails_at_run = 2;
  Scheduler::Result result =
      run({worker("bad", faults), worker("worse", faults), worker("spare", {}, true)});
  EXPECT_EQ(result.workers[0].batches, 2u);
  EXPECT_EQ(result.workers[1].batches, 2u);
  EXPECT_EQ(result.workers[2].batches, 36u);
  result = run({worker("good"), worker("spare", {}, true)});
  EXPECT_EQ(result.workers[1].backend, "");
}

TEST_F(SchedulerTest, WhatWasDoneRemainsWhenAllFail) {
  Faults faults;
  faults.fails_at_run = 5;
  Scheduler scheduler({worker("bad", faults), worker("worse", faults)}, zero());
  scheduler.add({3, 40});
  EXPECT_TRUE(wait_for_end(scheduler).failed);
  const Scheduler::Result result = scheduler.finish();
  EXPECT_EQ(result.sums.batches, 10u);
  EXPECT_EQ(listed(result.batches).size(), 10u);
  EXPECT_EQ(difference(result.sums, alone(result.batches)), "");
}

TEST_F(SchedulerTest, FailureOfAllBeforeTheFirstBatchIsSeen) {
  Faults faults;
  faults.no_memory = true;
  Scheduler scheduler({worker("bad", faults), worker("worse", faults, true)}, zero());
  scheduler.add({0, 4});
  EXPECT_TRUE(wait_for_end(scheduler).failed);
  EXPECT_TRUE(scheduler.finish().batches.empty());
}

TEST_F(SchedulerTest, AloneAWorkerTakesAllItCan) {
  Faults faults = keeping(16);
  faults.sizes = std::make_shared<std::vector<std::size_t>>();
  run({worker("a", faults)});
  EXPECT_THAT(*faults.sizes, ElementsAre(1, 16, 16, 7));  // the first one tells its speed
}

// Shares shrink towards the end, so that a slow worker does not hold the last batches. Here the
// other one takes its time to begin.
TEST_F(SchedulerTest, BesideOthersSharesShrink) {
  Faults faults = keeping(8);
  faults.sizes = std::make_shared<std::vector<std::size_t>>();
  std::promise<void> all_done;
  WorkerPlan late = worker("late");
  late.make = [make = late.make, wait = all_done.get_future().share()] {
    wait.wait();
    return make();
  };
  Scheduler scheduler({worker("a", faults), late}, zero());
  scheduler.add({0, 40});
  EXPECT_TRUE(wait_for_end(scheduler).idle);
  all_done.set_value();
  EXPECT_EQ(difference(scheduler.finish().sums, alone({{0, 40}})), "");
  EXPECT_THAT(*faults.sizes, ElementsAre(1, 8, 7, 6, 4, 3, 2, 2, 1, 1, 1, 1, 1, 1, 1));
}

TEST_F(SchedulerTest, SumsThatAreLentAreThoseOfTheirBatches) {
  Faults slow;
  slow.slowness = std::chrono::milliseconds(2);
  Scheduler scheduler({worker("a", slow), worker("b", slow)}, alone({{50, 53}}), {}, {{50, 53}});
  scheduler.add({0, 40});
  for (int i = 0; i < 10; ++i) {
    scheduler.lend(
        [&](Scheduler::Result& lent) {
          EXPECT_EQ(lent.sums.batches, count(lent.batches));
          EXPECT_TRUE(contains(lent.batches, {{50, 53}}));
          EXPECT_EQ(difference(lent.sums, alone(lent.batches)), "");
        },
        i % 2 == 0);
  }
  EXPECT_TRUE(wait_for_end(scheduler).idle);
  const Scheduler::Result result = scheduler.finish();
  EXPECT_EQ(to_string(result.batches), "0:40, 50:53");
  EXPECT_EQ(difference(result.sums, alone(result.batches)), "");
}

TEST_F(SchedulerTest, SegmentsAreCompleteBeforeTheNext) {
  Scheduler scheduler({worker("a", keeping(3)), worker("b")}, zero());
  for (std::uint64_t first = 0; first < 48; first += 16) {
    scheduler.add({first, first + 16});
    EXPECT_TRUE(wait_for_end(scheduler).idle);
    const std::uint64_t counted =
        scheduler.with_sums([](const TallySums& sums) { return sums.batches; });
    EXPECT_EQ(counted, first + 16);
  }
  EXPECT_EQ(difference(scheduler.finish().sums, alone({{0, 48}})), "");
}

// Stopped before anything has begun, a run still has a batch to show.
TEST_F(SchedulerTest, StopHandsOutNoMore) {
  Faults slow = keeping(2);
  slow.slowness = std::chrono::milliseconds(20);
  Scheduler scheduler({worker("a", slow)}, zero());
  scheduler.stop();
  scheduler.add({5, 40});
  const Scheduler::State state = wait_for_end(scheduler);
  EXPECT_TRUE(state.idle);
  EXPECT_GT(state.left, 0u);
  const Scheduler::Result result = scheduler.finish();
  EXPECT_EQ(result.batches, (std::vector<BatchRange>{{5, 6}}));
  EXPECT_EQ(difference(result.sums, alone(result.batches)), "");
}

// Batches that come back are not lost when the run was asked to stop meanwhile.
TEST_F(SchedulerTest, FailureAfterStopLeavesItsBatchesOut) {
  Faults faults = keeping(2);
  faults.fails_at_run = 0;
  faults.slowness = std::chrono::milliseconds(20);
  Faults slow;
  slow.slowness = std::chrono::milliseconds(5);
  Scheduler scheduler({worker("bad", faults), worker("good", slow)}, zero());
  scheduler.add({0, 1000});
  while (scheduler.wait(std::chrono::seconds(1)).computed == 0) continue;
  scheduler.stop();
  EXPECT_TRUE(wait_for_end(scheduler).idle);
  const Scheduler::Result result = scheduler.finish();
  EXPECT_EQ(listed(result.batches).size(), result.sums.batches);
  EXPECT_EQ(difference(result.sums, alone(result.batches)), "");
}

}  // namespace
}  // namespace yttria
