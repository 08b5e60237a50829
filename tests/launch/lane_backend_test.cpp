// SPDX-License-Identifier: Apache-2.0
// The launch logic of GPUs, run on the host: lanes that take turns in warps, queues, sets of
// batches and sums give the bits of the CPU backend, however the work is cut.
#include "kernels/launch/lane_backend.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "kernels/launch/backend.hpp"
#include "kernels/launch/host_executor.hpp"
#include "tests/support/late_executor.hpp"
#include "tests/support/mixed_problem.hpp"
#include "tests/support/tally_difference.hpp"

namespace yttria {
namespace {

using HostLanes = LaneBackend<HostExecutor>;

const std::vector<std::uint64_t> batches = {2, 0, 17, 1, 5};

TransportSettings settings_of(const std::string& preset) {
  return TransportChoice{preset}.settings(test::mixed_case().grid.smallest_spacing_mm());
}

Problem problem_with(const TransportSettings& settings, std::uint64_t histories_per_batch) {
  Case c = test::mixed_case();
  return Problem(std::move(c), settings, 7, histories_per_batch);
}

TallySums cpu(const Problem& problem) {
  const RoiLayout rois = problem.roi_layout();
  return run_batches(*make_cpu_backend(problem.view(), rois, 2), problem.view(), rois, batches);
}

TallySums lanes(const Problem& problem, const LaunchPlan& plan, HostExecutor executor) {
  const RoiLayout rois = problem.roi_layout();
  HostLanes backend(std::move(executor), problem.view(), rois, plan);
  return run_batches(backend, problem.view(), rois, batches);
}

LaunchPlan plan(const Problem& problem, const LaunchShape& shape = {}) {
  return plan_launches(device_need(problem.view(), problem.roi_layout()), ~std::uint64_t{0}, shape);
}

class LaneBackendTest : public ::testing::TestWithParam<const char*> {
 protected:
  Problem problem = test::mixed_problem(GetParam(), 331);
  TallySums expected = cpu(problem);
};

TEST_P(LaneBackendTest, EqualsTheCpu) {
  EXPECT_EQ(test::difference(lanes(problem, plan(problem), HostExecutor()), expected), "");
}

TEST_P(LaneBackendTest, ShapeOfLaunchesChangesNothing) {
  for (const LaunchShape& shape : {LaunchShape{64, 0, 1, 1, 1 << 20}, LaunchShape{64, 0, 3, 2, 100},
                                   LaunchShape{64, 0, 1, 16, 700}, LaunchShape{64, 0, 2, 1, 1}}) {
    EXPECT_EQ(test::difference(lanes(problem, plan(problem, shape), HostExecutor(2)), expected), "")
        << shape.streams << " streams, " << shape.batches_in_hand << " batches in hand, "
        << shape.histories_per_launch << " histories per launch";
  }
}

TEST_P(LaneBackendTest, PatienceAndNumberOfWarpsChangeNothing) {
  for (const Patience& patience : {Patience{1, 1}, Patience{32, 32}, Patience{3, 20}}) {
    for (const int warps : {1, 5}) {
      EXPECT_EQ(
          test::difference(lanes(problem, plan(problem), HostExecutor(warps, patience)), expected),
          "");
    }
  }
}

// A full queue is no fault: who finds no room follows the particle itself.
TEST_P(LaneBackendTest, FullQueuesLoseNothing) {
  for (const std::uint64_t room : {0u, 1u, 5u}) {
    LaunchPlan tight = plan(problem);
    tight.room_apart = room;
    EXPECT_EQ(test::difference(lanes(problem, tight, HostExecutor()), expected), "") << room;
  }
}

// Where memory is short, one batch is in hand at a time and the sums are the host's.
LaunchPlan least(const Problem& problem) {
  const DeviceNeed need = device_need(problem.view(), problem.roi_layout());
  return plan_launches(need, least_bytes(need));
}

TEST_P(LaneBackendTest, SumsInHostMemoryAreTheSame) {
  const LaunchPlan small = least(problem);
  EXPECT_FALSE(small.sums_on_device);
  EXPECT_EQ(test::difference(lanes(problem, small, HostExecutor()), expected), "");
  LaunchPlan several = plan(problem, {64, 0, 2, 2, 400});
  several.sums_on_device = false;
  EXPECT_EQ(test::difference(lanes(problem, several, HostExecutor()), expected), "");
}

// Work in a stream is late; only what waits for it may rely on it.
TEST_P(LaneBackendTest, StreamsWaitForWhatTheyNeed) {
  const Problem small = test::mixed_problem(GetParam(), 41);
  const RoiLayout rois = small.roi_layout();
  std::vector<std::uint64_t> many(23);
  std::iota(many.begin(), many.end(), std::uint64_t{0});
  const TallySums right =
      run_batches(*make_cpu_backend(small.view(), rois, 1), small.view(), rois, many);
  for (unsigned seed = 0; seed < 6; ++seed) {
    for (LaunchPlan plans : {plan(small, {64, 0, 2, 1, 50}), plan(small, {64, 0, 3, 2, 64}),
                             plan(small, {64, 0, 2, 4, 1 << 20}), least(small)}) {
      LaneBackend<test::LateExecutor> backend(test::LateExecutor(seed), small.view(), rois, plans);
      EXPECT_EQ(test::difference(run_batches(backend, small.view(), rois, many), right), "")
          << "seed " << seed << ", " << plans.streams << " streams";
    }
  }
}

// Every decay may begin with two particles, and the tally with something else than the energy.
TEST_P(LaneBackendTest, EqualsTheCpuWithEverythingOn) {
  TransportSettings settings = settings_of(GetParam());
  settings.internal_bremsstrahlung = true;
  settings.dose_to_water = true;
  const Problem all = problem_with(settings, 1009);
  EXPECT_EQ(test::difference(lanes(all, plan(all), HostExecutor()), cpu(all)), "");
}

TEST_P(LaneBackendTest, EqualsTheCpuWhenPhotonsEscape) {
  TransportSettings settings = settings_of(GetParam());
  settings.follow_photons = false;
  const Problem escape = problem_with(settings, 500);
  EXPECT_EQ(test::difference(lanes(escape, plan(escape), HostExecutor()), cpu(escape)), "");
}

// What was collected is not collected again, and what follows is.
TEST_P(LaneBackendTest, CollectsEachRunOnce) {
  const ProblemView view = problem.view();
  const RoiLayout rois = problem.roi_layout();
  for (const LaunchPlan& each : {plan(problem), least(problem)}) {
    HostLanes backend(HostExecutor(), view, rois, each);
    TallySums sums = TallySums::zero(view.grid.density_g_cm3.size(), rois);
    backend.run({2, 0});
    backend.collect(sums);
    backend.collect(sums);
    backend.run({17});
    backend.run({1, 5});
    backend.collect(sums);
    EXPECT_EQ(test::difference(sums, expected), "");
  }
}

// Launches take what they should: photons fly in the second, none in the first; the third has the
// electrons they set free.
TEST_P(LaneBackendTest, KindsFlyApart) {
  constexpr std::uint64_t histories = 1000;
  const Problem larger = test::mixed_problem(GetParam(), histories);
  const ProblemView view = larger.view();
  std::uint64_t voxels = view.grid.density_g_cm3.size();
  std::vector<std::uint64_t> energy(voxels), counters(6);
  std::vector<QueuedParticle> first(histories), photons(histories), electrons(histories);
  const auto queue = [&](std::vector<QueuedParticle>& items, std::uint64_t i) {
    return ParticleQueue{items.data(), items.size(), &counters[2 * i], &counters[2 * i + 1]};
  };
  const ParticleQueue primaries = queue(first, 0), set_apart = queue(photons, 1),
                      set_free = queue(electrons, 2);
  HostExecutor executor;
  HostExecutor::Stream stream;
  HistoryResult total;
  counters[0] = first.size();
  executor.sum_over(stream, first.size(),
                    FirstParticles{view, {{0}, 1, voxels, energy.data()}, 0, primaries}, &total);
  executor.follow(stream, view, {primaries, set_apart, {}, energy.data()}, &total);
  ASSERT_GT(*set_apart.pushed, 5u);
  ASSERT_LT(*set_apart.pushed, photons.size());
  for (std::uint64_t i = 0; i < *set_apart.pushed; ++i) {
    EXPECT_EQ(photons[i].particle.kind, ParticleKind::photon);
  }
  EXPECT_EQ(*set_free.pushed, 0u);
  executor.follow(stream, view, {set_apart, {}, set_free, energy.data()}, &total);
  ASSERT_GT(*set_free.pushed, 5u);
  for (std::uint64_t i = 0; i < *set_free.pushed; ++i) {
    EXPECT_EQ(electrons[i].particle.kind, ParticleKind::electron);
  }
  executor.follow(stream, view, {set_free, {}, {}, energy.data()}, &total);
  EXPECT_EQ(total.emitted, total.deposited + total.escaped);
}

INSTANTIATE_TEST_SUITE_P(Presets, LaneBackendTest, ::testing::Values("reference", "clinical"),
                         [](const auto& parameters) { return std::string(parameters.param); });

}  // namespace
}  // namespace yttria
