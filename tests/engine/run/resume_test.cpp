// SPDX-License-Identifier: Apache-2.0
// Runs that go on from what was done before have the sums of one that was not interrupted.
#include "engine/run/resume.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "engine/result/tally_digest.hpp"
#include "engine/result/tally_fault.hpp"
#include "engine/run/batch_loop.hpp"
#include "tests/support/faulty_backend.hpp"
#include "tests/support/mixed_problem.hpp"

namespace yttria {
namespace {

using test::Faults;
using ::testing::HasSubstr;

ChooseWorkers one_worker(const Faults& faults) {
  return [faults](const RunOptions&, const Problem& problem) {
    const auto make = [&problem, faults] {
      return std::make_unique<test::FaultyBackend>(problem.view(), problem.roi_layout(), faults);
    };
    return Crew{{{"fake", make, false}}, "fakes", ""};
  };
}

RunOutcome run(const RunOptions& options, RunKeeping keeping = {}, const Faults& faults = {},
               const std::function<void(const Progress&)>& on_progress = {}) {
  const std::atomic<bool> stop{false};
  return run_case(test::mixed_case(), options, {on_progress, {}}, stop, one_worker(faults),
                  std::move(keeping));
}

RunKeeping going_on_from(const Dose& dose) {
  RunKeeping keeping;
  keeping.before = dose;
  keeping.before_name = "dose.h5";
  return keeping;
}

RunOptions options_of(std::uint64_t histories) {
  RunOptions options;
  options.transport.preset = "clinical";
  options.histories = histories;
  options.batch_size = 50;
  return options;
}

std::string refusal(const RunOptions& options, const Dose& before) {
  try {
    run(options, going_on_from(before));
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

/// Hours later both generations of a checkpoint would hold it.
TEST(Resume, SumsThatContradictThemselvesEndTheRunAndReplaceNoCheckpoint) {
  Faults bad;
  bad.spoils_sums_at = 20;
  bad.slowness = std::chrono::milliseconds(4);
  std::vector<Dose> saves;
  std::uint64_t done = 0;
  RunKeeping keeping;
  keeping.save = [&](const Dose& dose) { saves.push_back(dose); };
  keeping.seconds_between_saves = 0.001;
  try {
    run(options_of(50'000), keeping, bad,
        [&](const Progress& progress) { done = progress.histories_done; });
    FAIL();
  } catch (const RunError& error) {
    EXPECT_THAT(error.what(), HasSubstr("contradict each other (/tally/energy adds up to"));
    EXPECT_THAT(error.what(), HasSubstr("what was saved before stays"));
  }
  ASSERT_FALSE(saves.empty());
  for (const Dose& dose : saves) {
    EXPECT_LE(dose.tally.batches, 20u);
    EXPECT_FALSE(fault_of_tally(dose));
  }
  EXPECT_LT(done, 25'000u);
}

TEST(Resume, WhatIsMissingIsComputed) {
  RunOptions part = options_of(2000);
  part.batches = BatchRange{3, 9};
  Dose some = run(part).dose;
  part.batches = BatchRange{7, 12};
  some = run(part, going_on_from(some)).dose;
  EXPECT_EQ(to_string(some.batches), "3:12");
  EXPECT_FALSE(some.complete);
  const RunOutcome all = run(options_of(2000), going_on_from(some));
  const RunOutcome whole = run(options_of(2000));
  EXPECT_EQ(all.end, RunEnd::complete);
  EXPECT_TRUE(all.dose.complete);
  EXPECT_EQ(tally_digest(all.dose), tally_digest(whole.dose));
}

TEST(Resume, EverySaveIsAPointToGoOnFrom) {
  std::vector<Dose> saves;
  RunKeeping keeping;
  keeping.save = [&](const Dose& dose) { saves.push_back(dose); };
  keeping.seconds_between_saves = 0.001;
  Faults slow;
  slow.slowness = std::chrono::milliseconds(3);
  const RunOutcome whole = run(options_of(2000), keeping, slow);
  ASSERT_GT(saves.size(), 3u);
  for (const Dose& save : {saves.front(), saves[saves.size() / 2], saves.back()}) {
    EXPECT_EQ(save.complete, save.tally.batches == 40);  // the last one may come that late
    EXPECT_EQ(save.tally.batches, count(save.batches));
    EXPECT_EQ(tally_digest(run(options_of(2000), going_on_from(save)).dose),
              tally_digest(whole.dose));
  }
}

TEST(Resume, WhatIsDoneIsSavedBeforeTheBatchInHandEnds) {
  std::atomic<bool> stop{false};
  std::atomic<std::uint64_t> saved{0};
  RunKeeping keeping;
  keeping.save = [&](const Dose& dose) { saved = dose.tally.batches; };
  Faults slow;
  slow.slowness = std::chrono::milliseconds(3000);
  std::thread asks;
  const auto ask = [&](const Progress&) {  // while the second batch is computed
    if (asks.joinable()) return;
    asks = std::thread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(300));
      stop = true;
    });
  };
  const RunOutcome outcome = run_case(test::mixed_case(), options_of(2000), {ask, {}}, stop,
                                      one_worker(slow), std::move(keeping));
  asks.join();
  EXPECT_EQ(outcome.end, RunEnd::interrupted);
  EXPECT_EQ(saved, 1u);
  EXPECT_EQ(outcome.dose.tally.batches, 2u);
}

TEST(Resume, ASaveThatFailsCostsNothing) {
  RunKeeping keeping;
  keeping.save = [](const Dose&) { throw std::bad_alloc(); };
  keeping.seconds_between_saves = 0.001;
  Faults slow;
  slow.slowness = std::chrono::milliseconds(1);
  const RunOutcome outcome = run(options_of(2000), keeping, slow);
  EXPECT_EQ(outcome.end, RunEnd::complete);
  EXPECT_EQ(tally_digest(outcome.dose), tally_digest(run(options_of(2000)).dose));
}

TEST(Resume, AnExceptionInTheMiddleSavesWhatWasDone) {
  int reports = 0;
  const RunOutcome outcome = run(options_of(2000), {}, {}, [&](const Progress&) {
    if (++reports == 5) throw std::bad_alloc();
  });
  EXPECT_EQ(outcome.end, RunEnd::failed);
  EXPECT_EQ(outcome.failure, "std::bad_alloc");
  EXPECT_GE(outcome.dose.tally.batches, 5u);
  EXPECT_LT(outcome.dose.tally.batches, 40u);
  EXPECT_EQ(tally_digest(run(options_of(2000), going_on_from(outcome.dose)).dose),
            tally_digest(run(options_of(2000)).dose));
}

TEST(Resume, AGoalEndsAtTheSameBatchFromWhereverItGoesOn) {
  RunOptions options = options_of(100'000);
  options.goal = Goal{"core", 1.2};
  const RunOutcome whole = run(options);
  ASSERT_EQ(whole.end, RunEnd::complete);
  const std::uint64_t last = whole.dose.batches[0].last;
  ASSERT_GT(last, 48u);
  for (const std::uint64_t done : {1u, 16u, 17u, 40u, 48u}) {
    RunOptions part = options_of(100'000);
    part.batches = BatchRange{0, done};
    const RunOutcome resumed = run(options, going_on_from(run(part).dose));
    EXPECT_EQ(resumed.end, RunEnd::complete);
    EXPECT_EQ(tally_digest(resumed.dose), tally_digest(whole.dose)) << done;
  }
  const RunOutcome again = run(options, going_on_from(whole.dose));
  EXPECT_EQ(again.end, RunEnd::complete);
  EXPECT_EQ(tally_digest(again.dose), tally_digest(whole.dose));
}

TEST(Resume, GapsBeforeTheTestOfAGoalAreFilled) {
  RunOptions part = options_of(100'000), options = part;
  part.batches = BatchRange{20, 24};
  const Dose some = run(part).dose;
  options.goal = Goal{"core", 50};
  const RunOutcome outcome = run(options, going_on_from(some));
  EXPECT_EQ(to_string(outcome.dose.batches), "0:32");  // the first test that has all of it
  EXPECT_THAT(outcome.warnings, testing::Contains(HasSubstr("may have been reached before")));
}

TEST(Resume, ProvenanceIsOfAllParts) {
  RunOptions part = options_of(2000);
  part.batches = BatchRange{0, 10};
  const Dose some = run(part).dose;
  const Dose all = run(options_of(2000), going_on_from(some)).dose;
  const Dose whole = run(options_of(2000)).dose;
  const auto particles = [](const Dose& dose) {
    for (const auto& [name, value] : dose.provenance) {
      if (name == "particles") return std::get<std::uint64_t>(value);
    }
    return std::uint64_t{0};
  };
  EXPECT_GT(particles(whole), 0u);
  EXPECT_EQ(particles(all), particles(whole));
}

TEST(Resume, OptionsThatAreLeftOutAreThoseOfTheFile) {
  Dose dose;
  dose.identity.histories_per_batch = 50;
  dose.planned_batches = 40;
  const RunOptions as_planned = continued({}, dose);
  EXPECT_EQ(as_planned.histories, 2000u);
  EXPECT_EQ(as_planned.batch_size, 50u);
  dose.planned_batches = 0;
  dose.provenance = {{"goal", std::string("liver = left=0.25")}};
  const RunOptions to_goal = continued({}, dose);
  ASSERT_TRUE(to_goal.goal);
  EXPECT_EQ(to_goal.goal->name, "liver = left");
  EXPECT_EQ(to_goal.goal->percent, 0.25);
  EXPECT_FALSE(to_goal.histories);
  EXPECT_EQ(continued(options_of(700), dose).histories, 700u);
  dose.provenance.emplace_back("goal_histories", std::uint64_t{900});
  EXPECT_EQ(continued({}, dose).histories, 900u);  // the cap that the goal had
}

TEST(Resume, OtherRunsAreRefusedByName) {
  const Dose some = run(options_of(500)).dose;
  RunOptions options = options_of(2000);
  options.seed = 9;
  EXPECT_THAT(refusal(options, some),
              HasSubstr("dose.h5: cannot be resumed: seed differs (1 and 9)"));
  options = options_of(2000);
  options.batch_size = 100;
  EXPECT_THAT(refusal(options, some), HasSubstr("histories_per_batch differs (50 and 100)"));
  options = options_of(2000);
  options.transport.preset = "reference";
  EXPECT_THAT(refusal(options, some), HasSubstr("preset differs (clinical and reference)"));
  EXPECT_THAT(refusal(options_of(450), some), HasSubstr("ask for at least 500 histories"));
  Dose older = some;
  older.identity.version = "0.0.1";
  EXPECT_THAT(refusal(options_of(2000), older), HasSubstr("version differs"));
}

TEST(Resume, GoalsAreTestedAfterFixedNumbersOfBatches) {
  EXPECT_EQ(next_goal_test(0), 16u);
  EXPECT_EQ(next_goal_test(16), 32u);
  EXPECT_EQ(next_goal_test(1024), 1056u);
}

}  // namespace
}  // namespace yttria
