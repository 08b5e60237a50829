// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/launch_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "kernels/launch/particle_queue.hpp"
#include "kernels/launch/roi_pieces.hpp"
#include "tests/support/mixed_problem.hpp"

namespace yttria {
namespace {

using ::testing::HasSubstr;

/// 256^3 voxels, 1e7 in regions, batches of 2^18.
DeviceNeed patient() {
  DeviceNeed need;
  need.problem_bytes = std::uint64_t{10} << 24;
  need.voxels = std::uint64_t{1} << 24;
  need.voxels_of_any_roi = 10'000'000;
  need.histories_per_batch = std::uint64_t{1} << 18;
  return need;
}

TEST(LaunchPlan, WishIsGrantedWhereMemoryAllows) {
  const LaunchPlan plan = plan_launches(patient(), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(plan.streams, 2);
  EXPECT_EQ(plan.batches_in_hand, 4u);
  EXPECT_EQ(plan.histories_per_launch, std::uint64_t{1} << 20);
  EXPECT_TRUE(plan.sums_on_device);
  // Problem, sums, groups; per stream four tallies and the queues.
  const std::uint64_t queues =
      ((std::uint64_t{1} << 20) + 2 * ((std::uint64_t{1} << 19) + 1)) * sizeof(QueuedParticle);
  EXPECT_EQ(plan.bytes, (std::uint64_t{10 + 24} << 24) + 8 * 16 * std::uint64_t{10'000'000} +
                            2 * ((std::uint64_t{4 * 8} << 24) + queues));
}

TEST(LaunchPlan, LeavesWhatKernelsTake) {
  constexpr std::uint64_t gibibyte = std::uint64_t{1} << 30;
  EXPECT_EQ(memory_for_plan(20 * gibibyte, 1024, 1 << 20), 18 * gibibyte);
  EXPECT_EQ(memory_for_plan(gibibyte, 1024, 1 << 20), 0u);
}

TEST(LaunchPlan, NeedCountsBytesOfEveryArrayAndEveryPiece) {
  const Problem problem = test::mixed_problem("clinical", 100);
  const RoiLayout rois = problem.roi_layout();
  const DeviceNeed need = device_need(problem.view(), rois);
  std::uint64_t bytes = 0;
  ProblemView view = problem.view();
  view.for_each_array([&bytes](auto& array) {
    bytes += reinterpret_cast<std::uintptr_t>(array.data() + array.size()) -
             reinterpret_cast<std::uintptr_t>(array.data());
  });
  EXPECT_EQ(need.problem_bytes, bytes);
  EXPECT_EQ(need.rois, 2u);
  EXPECT_EQ(need.roi_pieces, roi_pieces(rois).size() + group_pieces(rois).size());
  DeviceNeed more = need;
  more.roi_pieces += 10;
  EXPECT_EQ(wished_bytes(more) - wished_bytes(need), 10 * sizeof(RoiPiece));
}

TEST(LaunchPlan, NoMoreHistoriesThanTheBatchesInHandHave) {
  DeviceNeed need = patient();
  need.histories_per_batch = 100;
  const LaunchPlan plan = plan_launches(need, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(plan.histories_per_launch, 400u);
  EXPECT_EQ(plan.room_first, 400u);
  need.two_particles_per_decay = true;
  EXPECT_EQ(plan_launches(need, std::numeric_limits<std::uint64_t>::max()).room_first, 800u);
}

// Every plan fits what it was made for, and more memory never makes a plan smaller.
TEST(LaunchPlan, ShrinksStepByStep) {
  const DeviceNeed need = patient();
  std::uint64_t last_bytes = 0;
  bool host = false, device = false;
  for (std::uint64_t free = least_bytes(need); free < wished_bytes(need) + (1u << 27);
       free += 1u << 24) {
    const LaunchPlan plan = plan_launches(need, free);
    EXPECT_LE(plan.bytes, free);
    EXPECT_GE(plan.bytes, last_bytes);
    last_bytes = plan.bytes;
    (plan.sums_on_device ? device : host) = true;
  }
  EXPECT_EQ(last_bytes, wished_bytes(need));
  EXPECT_TRUE(host && device);
}

TEST(LaunchPlan, LeastIsEnoughAndAByteLessIsRefusedWithNumbers) {
  const DeviceNeed need = patient();
  const LaunchPlan least = plan_launches(need, least_bytes(need));
  EXPECT_FALSE(least.sums_on_device);
  EXPECT_EQ(least.batches_in_hand, 1u);
  try {
    plan_launches(need, least_bytes(need) - 1);
    FAIL();
  } catch (const std::runtime_error& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("0.284 GiB of memory free"));
    EXPECT_THAT(refused.what(), HasSubstr("0.284 GiB at least"));
    EXPECT_THAT(refused.what(), HasSubstr("medium and source 0.156 GiB"));
    EXPECT_THAT(refused.what(), HasSubstr("tally of one batch 0.125 GiB"));
    EXPECT_THAT(refused.what(), HasSubstr("--backend cpu"));
  }
}

}  // namespace
}  // namespace yttria
