// SPDX-License-Identifier: Apache-2.0
#include "engine/run/verification.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "engine/error.hpp"
#include "engine/result/tally_digest.hpp"
#include "engine/run/problem.hpp"
#include "tests/support/faulty_backend.hpp"
#include "tests/support/mixed_problem.hpp"

namespace yttria {
namespace {

using test::Faults;
using ::testing::Contains;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;

RunOutcome run(double fraction, const std::vector<Faults>& all, std::uint64_t seed = 1,
               RunKeeping keeping = {}) {
  RunOptions options;
  options.transport.preset = "clinical";
  options.histories = 2000;
  options.batch_size = 50;
  options.verify_fraction = fraction;
  options.seed = seed;
  const std::atomic<bool> stop{false};
  return run_case(
      test::mixed_case(), options, {}, stop,
      [&](const RunOptions&, const Problem& problem) {
        Crew crew;
        for (const Faults& faults : all) {
          const auto make = [&problem, faults = Faults(faults)]() mutable {
            const Faults these = std::exchange(faults, Faults());  // once: transient
            return std::make_unique<test::FaultyBackend>(problem.view(), problem.roi_layout(),
                                                         these);
          };
          crew.workers.push_back({"fake", make, false});
        }
        return crew;
      },
      std::move(keeping));
}

TEST(Verification, DrawsOneBatchOfEveryStretch) {
  const VerifiedBatches batches{3, 10};
  std::vector<std::uint64_t> places;
  for (std::uint64_t stretch = 0; stretch < 200; ++stretch) {
    int chosen = 0;
    for (std::uint64_t i = 0; i < 10; ++i) {
      if (!batches.contain(10 * stretch + i)) continue;
      ++chosen;
      places.push_back(i);
    }
    ASSERT_EQ(chosen, 1);
  }
  for (std::uint64_t place = 0; place < 10; ++place) EXPECT_THAT(places, Contains(place));
  RunPlan plan;
  plan.batches = {0, 64};
  EXPECT_EQ(verified_batches(0.01, 1, plan).stride, 32u);  // at least one
  EXPECT_EQ(verified_batches(0.1, 1, plan).stride, 10u);
  EXPECT_EQ(verified_batches(1, 1, plan).stride, 1u);
  EXPECT_EQ(verified_batches(1e-300, 1, plan).stride, 32u);
  plan.batches = {5, 6};
  EXPECT_EQ(verified_batches(0.01, 1, plan).stride, 1u);
}

TEST(Verification, ChangesNoBit) {
  Faults keeping;
  keeping.batches_at_once = 7;
  keeping.keeps_runs = true;
  const std::string digest = tally_digest(run(0, {Faults()}).dose);
  EXPECT_EQ(tally_digest(run(1, {Faults()}).dose), digest);
  EXPECT_EQ(tally_digest(run(0.2, {keeping}).dose), digest);
  EXPECT_EQ(tally_digest(run(0.2, {keeping, Faults()}).dose), digest);
}

TEST(Verification, AWrongBitEndsItsWorkerAndNothingElse) {
  Faults bad, good;
  bad.flips_digest_at_run = 3;
  good.slowness = std::chrono::milliseconds(5);
  EXPECT_EQ(run(0, {bad}).end, RunEnd::complete);  // silent without
  try {
    run(1, {bad});
    FAIL() << "went on with a worker whose bits are wrong";
  } catch (const RunError& error) {
    EXPECT_THAT(error.what(), HasSubstr("batch 3 was computed twice and differs"));
    EXPECT_THAT(error.what(), HasSubstr("3 batches that it had handed in are taken back"));
    EXPECT_THAT(error.what(), HasSubstr("nothing is left of the run"));
  }
  const RunOutcome both = run(1, {bad, good});
  EXPECT_EQ(both.end, RunEnd::complete);
  EXPECT_THAT(both.warnings, Contains(HasSubstr("was computed twice and differs")));
  EXPECT_EQ(tally_digest(both.dose), tally_digest(run(0, {Faults()}).dose));
}

/// Of every five batches one is verified; of the first five the last.
std::uint64_t seed_that_verifies_the_fifth() {
  std::uint64_t seed = 1;
  while (!VerifiedBatches{seed, 5}.contain(4)) ++seed;
  return seed;
}

/// Four batches that nobody looks at are wrong before the fifth is found to be.
TEST(Verification, WhatAWrongWorkerDidBeforeIsComputedByAnother) {
  const std::uint64_t seed = seed_that_verifies_the_fifth();
  Faults bad, late;
  bad.mistakes_batches = true;
  late.slowness = std::chrono::milliseconds(50);
  const RunOutcome both = run(0.2, {bad, late}, seed);
  EXPECT_EQ(both.end, RunEnd::complete);
  EXPECT_THAT(both.warnings, Contains(ContainsRegex("[1-9][0-9]* batches that it had handed in")));
  EXPECT_EQ(tally_digest(both.dose), tally_digest(run(0, {Faults()}, seed).dose));
  bad.keeps_runs = true;
  EXPECT_EQ(tally_digest(run(0.2, {bad, late}, seed).dose),
            tally_digest(run(0, {Faults()}, seed).dose));
}

/// Or another process would go on from them.
TEST(Verification, WhatWasSavedOfAWrongWorkerIsDisowned) {
  const std::uint64_t seed = seed_that_verifies_the_fifth();
  Faults bad, late;
  bad.mistakes_batches = true;
  bad.slowness = std::chrono::milliseconds(20);
  late.slowness = std::chrono::milliseconds(100);
  std::vector<std::uint64_t> saved;
  std::size_t saved_before = 0;
  int disowned = 0;
  RunKeeping keeping;
  keeping.seconds_between_saves = 0.001;
  keeping.save = [&](const Dose& dose) { saved.push_back(dose.tally.batches); };
  keeping.disown = [&] {
    ++disowned;
    saved_before = saved.size();
  };
  const std::string right = tally_digest(run(0, {Faults()}, seed).dose);
  EXPECT_EQ(tally_digest(run(0.2, {bad, late}, seed, keeping).dose), right);
  EXPECT_EQ(disowned, 1);
  ASSERT_GT(saved_before, 0u);
  ASSERT_GT(saved.size(), saved_before);
  for (const std::uint64_t batches : saved) EXPECT_GT(batches, 0u);
}

}  // namespace
}  // namespace yttria
