// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/lane_follower.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "tests/support/mixed_problem.hpp"
#include "tests/support/tally_map.hpp"

namespace yttria {
namespace {

struct Outcome {
  HistoryResult result;
  test::TallyMap tally;
};

Outcome side_by_side(const Problem& problem, std::uint64_t first, std::uint64_t last,
                     FlyLanes fly_lanes = ways_to_fly_lanes().front()) {
  Outcome outcome;
  LaneFollower<test::TallyMap> follower(problem.view(), outcome.tally, fly_lanes);
  std::uint64_t next = first;
  outcome.result = follower.follow([&](std::uint64_t& id) {
    id = next;
    return next++ < last;
  });
  return outcome;
}

Outcome one_by_one(const Problem& problem, std::uint64_t first, std::uint64_t last) {
  Outcome outcome;
  for (std::uint64_t id = first; id < last; ++id) {
    outcome.result += transport_history(problem.view(), id, outcome.tally);
  }
  return outcome;
}

void expect_equal(const Outcome& a, const Outcome& b) {
  EXPECT_EQ(a.tally.energy, b.tally.energy);
  EXPECT_EQ(a.result.digest, b.result.digest);
  EXPECT_EQ(a.result.legs, b.result.legs);
  EXPECT_EQ(a.result.particles, b.result.particles);
  EXPECT_EQ(a.result.emitted, b.result.emitted);
  EXPECT_EQ(a.result.deposited, b.result.deposited);
  EXPECT_EQ(a.result.escaped, b.result.escaped);
  EXPECT_EQ(a.result.left_grid, b.result.left_grid);
  EXPECT_EQ(a.result.lost, 0u);
}

Problem problem_with(void (*change)(TransportSettings&), const char* preset = "reference") {
  Case c = test::mixed_case();
  TransportSettings settings = TransportChoice{preset}.settings(c.grid.smallest_spacing_mm());
  change(settings);
  return Problem(std::move(c), settings, 3, 100);
}

// Through the first batch, into the next: fewer histories than lanes, as many, many more.
TEST(LaneFollower, DoesWhatOneHistoryAfterTheOtherDoes) {
  for (const char* preset : {"reference", "clinical"}) {
    const Problem problem = problem_with([](TransportSettings&) {}, preset);
    for (const std::uint64_t count : {0u, 1u, 5u, 16u, 17u, 600u}) {
      SCOPED_TRACE(std::string(preset) + ", " + std::to_string(count));
      expect_equal(side_by_side(problem, 30, 30 + count), one_by_one(problem, 30, 30 + count));
    }
  }
}

TEST(LaneFollower, DoesSoWithEverySetting) {
  using Change = void (*)(TransportSettings&);
  for (const Change change :
       {Change{[](TransportSettings& s) { s.dose_to_water = true; }},
        Change{[](TransportSettings& s) { s.internal_bremsstrahlung = true; }},
        Change{[](TransportSettings& s) { s.follow_photons = false; }},
        Change{[](TransportSettings& s) { s.end_confined = false; }}}) {
    const Problem problem = problem_with(change);
    expect_equal(side_by_side(problem, 0, 300), one_by_one(problem, 0, 300));
  }
}

// On a processor without AVX-512 there is one way, which the tests above take.
TEST(LaneFollower, DoesSoWithVectorsOfEveryWidth) {
  for (const char* preset : {"reference", "clinical"}) {
    const Problem problem = problem_with([](TransportSettings&) {}, preset);
    const Outcome expected = one_by_one(problem, 0, 1000);
    for (const FlyLanes fly_lanes : ways_to_fly_lanes()) {
      expect_equal(side_by_side(problem, 0, 1000, fly_lanes), expected);
    }
  }
}

TEST(LaneFollower, CanBeUsedAgain) {
  const Problem problem = problem_with([](TransportSettings&) {});
  Outcome twice;
  LaneFollower<test::TallyMap> follower(problem.view(), twice.tally);
  for (const std::uint64_t first : {500u, 0u}) {  // backwards
    std::uint64_t next = first;
    twice.result += follower.follow([&](std::uint64_t& id) {
      id = next;
      return next++ < first + 50;
    });
  }
  Outcome expected = one_by_one(problem, 500, 550);
  const Outcome others = one_by_one(problem, 0, 50);
  expected.result += others.result;
  for (const auto& [voxel, energy] : others.tally.energy) expected.tally.energy[voxel] += energy;
  expect_equal(twice, expected);
}

}  // namespace
}  // namespace yttria
