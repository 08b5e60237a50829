// SPDX-License-Identifier: Apache-2.0
// A run with workers that fail: what it gives, saves and says.
#include "engine/run/run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "engine/run/problem.hpp"
#include "tests/support/faulty_backend.hpp"
#include "tests/support/mixed_problem.hpp"
#include "tests/support/tally_difference.hpp"

namespace yttria {
namespace {

using test::Faults;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Workers in place of the machine's.
ChooseWorkers workers(const std::vector<Faults>& all) {
  return [all](const RunOptions&, const Problem& problem) {
    Crew crew;
    for (const Faults& faults : all) {
      crew.workers.push_back({"fake " + std::to_string(crew.workers.size()),
                              [&problem, faults] {
                                return std::make_unique<test::FaultyBackend>(
                                    problem.view(), problem.roi_layout(), faults);
                              },
                              false});
    }
    crew.choice = "fakes";
    return crew;
  };
}

RunOutcome run(const RunOptions& options, const ChooseWorkers& choose,
               const std::function<void(const Progress&)>& on_progress = {},
               const std::function<void(const std::string&)>& on_message = {}) {
  const std::atomic<bool> stop{false};
  return run_case(test::mixed_case(), options, {on_progress, on_message}, stop, choose);
}

RunOptions options_of(std::uint64_t histories) {
  RunOptions options;
  options.transport.preset = "clinical";
  options.histories = histories;
  options.batch_size = 50;
  return options;
}

std::string provenance(const Dose& dose, const std::string& name) {
  for (const auto& [key, value] : dose.provenance) {
    if (key != name) continue;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
  }
  return "";
}

TEST(Run, DeviceThatFailsCostsNothingOfTheResult) {
  Faults bad;
  bad.batches_at_once = 3;
  bad.keeps_runs = true;
  bad.fails_at_run = 2;
  Faults good;
  good.slowness = std::chrono::milliseconds(10);
  std::vector<std::string> messages;
  const RunOutcome outcome = run(options_of(2000), workers({bad, good}), {},
                                 [&](const std::string& message) { messages.push_back(message); });
  EXPECT_THAT(messages, ElementsAre(HasSubstr("the device fell off the bus")));
  EXPECT_EQ(outcome.end, RunEnd::complete);
  EXPECT_EQ(outcome.computed_on, "fake 1 (device that fails)");
  EXPECT_EQ(outcome.failure, "");
  EXPECT_THAT(outcome.warnings,
              Contains("fake 0 failed and was retired: the device fell off the bus"));
  const RunOutcome whole = run(options_of(2000), workers({Faults()}));
  EXPECT_EQ(test::difference(outcome.dose.tally, whole.dose.tally), "");
  EXPECT_EQ(provenance(outcome.dose, "backend"), "fake");
}

TEST(Run, GoalIsReachedAtTheSameBatchWhoeverComputes) {
  RunOptions options = options_of(100'000);
  options.goal = Goal{"core", 2.0};
  Faults several;
  several.batches_at_once = 5;
  several.keeps_runs = true;
  const RunOutcome one = run(options, workers({Faults()}));
  const RunOutcome many = run(options, workers({several, Faults(), several}));
  EXPECT_EQ(one.end, RunEnd::complete);
  EXPECT_GT(one.dose.batches[0].last, 16u);
  EXPECT_EQ(one.dose.batches[0].last % 16, 0u);
  EXPECT_EQ(one.dose.batches, many.dose.batches);
  EXPECT_EQ(test::difference(one.dose.tally, many.dose.tally), "");
}

TEST(Run, WhatWasDoneIsKeptWhenAllFail) {
  Faults bad;
  bad.fails_at_run = 4;
  const RunOutcome outcome = run(options_of(2000), workers({bad}));
  EXPECT_EQ(outcome.end, RunEnd::failed);
  EXPECT_FALSE(outcome.dose.complete);
  EXPECT_EQ(outcome.dose.batches, (std::vector<BatchRange>{{0, 4}}));
  EXPECT_EQ(outcome.failure, "fake 0 failed and was retired: the device fell off the bus");
}

TEST(Run, NothingDoneIsAnError) {
  Faults bad;
  bad.no_memory = true;
  try {
    run(options_of(2000), workers({bad}));
    FAIL();
  } catch (const RunError& error) {
    EXPECT_THAT(error.what(), HasSubstr("fake 0 failed"));
    EXPECT_THAT(error.what(), HasSubstr("nothing is saved"));
  }
}

TEST(Run, SumsThatDoNotAddUpAreNotSaved) {
  Faults bad;
  bad.batches_at_once = 40;
  bad.keeps_runs = true;
  bad.spoils_sums_at = 0;
  try {
    run(options_of(50), workers({bad}));
    FAIL();
  } catch (const RunError& error) {
    EXPECT_THAT(error.what(), HasSubstr("contradict each other (/tally/energy adds up to"));
  }
}

TEST(Run, TimeEndsItWithWhatIsDone) {
  RunOptions options = options_of(100'000);
  options.max_seconds = 0.001;
  Faults slow;
  slow.slowness = std::chrono::milliseconds(5);
  const RunOutcome outcome = run(options, workers({slow}));
  EXPECT_EQ(outcome.end, RunEnd::partial);
  EXPECT_LT(outcome.dose.tally.batches, 2000u);
  EXPECT_EQ(outcome.dose.batches, (std::vector<BatchRange>{{0, outcome.dose.tally.batches}}));
}

TEST(Run, ProgressGrowsToTheEnd) {
  std::vector<std::uint64_t> done;
  run(options_of(2000), workers({Faults(), Faults()}),
      [&](const Progress& progress) { done.push_back(progress.histories_done); });
  ASSERT_FALSE(done.empty());
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
  EXPECT_EQ(done.back(), 2000u);
}

}  // namespace
}  // namespace yttria
