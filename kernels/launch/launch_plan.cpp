// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/launch_plan.hpp"

#include <algorithm>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <string>

#include "kernels/launch/batches_in_hand.hpp"
#include "kernels/launch/fold.hpp"
#include "kernels/launch/particle_queue.hpp"
#include "kernels/launch/roi_pieces.hpp"
#include "kernels/launch/tally_sums.hpp"

namespace yttria {

namespace {

constexpr std::uint64_t bytes_per_sum = 3 * sizeof(std::uint64_t);  // energy, square (low, high)
constexpr std::uint64_t least_histories_per_launch = std::uint64_t{1} << 14;

std::uint64_t bytes_of(const LaunchPlan& plan, const DeviceNeed& need) {
  const std::uint64_t tallies = plan.batches_in_hand * need.voxels * sizeof(std::uint64_t);
  const std::uint64_t queues = (plan.room_first + 2 * plan.room_apart) * sizeof(QueuedParticle);
  const std::uint64_t sums =
      plan.sums_on_device ? bytes_per_sum * need.voxels +
                                sizeof(std::uint64_t) * band_groups * need.voxels_of_any_roi +
                                sizeof(RoiPiece) * need.roi_pieces + bytes_per_sum * need.rois
                          : 0;
  return need.problem_bytes + sums + static_cast<std::uint64_t>(plan.streams) * (tallies + queues);
}

LaunchPlan completed(LaunchPlan plan, const DeviceNeed& need) {
  plan.histories_per_launch =
      std::min(plan.histories_per_launch, plan.batches_in_hand * need.histories_per_batch);
  plan.room_first = plan.histories_per_launch * (need.two_particles_per_decay ? 2 : 1);
  plan.room_apart = plan.room_first / 2 + 1;
  plan.bytes = bytes_of(plan, need);
  return plan;
}

std::string gibibytes(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f GiB", static_cast<double>(bytes) / 0x1p30);
  return text;
}

[[noreturn]] void refuse(const LaunchPlan& least, const DeviceNeed& need, std::uint64_t free) {
  throw std::runtime_error(
      "the device has " + gibibytes(free) + " of memory free and the case takes " +
      gibibytes(least.bytes) + " at least (medium and source " + gibibytes(need.problem_bytes) +
      ", tally of one batch " + gibibytes(need.voxels * sizeof(std::uint64_t)) +
      "); crop the case, use larger voxels or another device, or --backend cpu");
}

}  // namespace

DeviceNeed device_need(const ProblemView& problem, const RoiLayout& rois) {
  DeviceNeed need;
  ProblemView arrays = problem;
  arrays.for_each_array(
      [&need](auto& array) { need.problem_bytes += array.size() * sizeof(array[0]); });
  need.voxels = problem.grid.density_g_cm3.size();
  need.voxels_of_any_roi = rois.any_voxels;
  need.roi_pieces = roi_pieces(rois).size() + group_pieces(rois).size();
  need.rois = rois.rois.size();
  need.histories_per_batch = problem.histories_per_batch;
  need.two_particles_per_decay = problem.tables.internal_probability.size() != 0;
  return need;
}

std::uint64_t memory_for_plan(std::uint64_t free_bytes, std::uint64_t local_bytes_per_thread,
                              std::uint64_t threads) {
  const std::uint64_t taken = free_bytes / 20 + local_bytes_per_thread * threads;
  return free_bytes > taken ? free_bytes - taken : 0;
}

std::uint64_t wished_bytes(const DeviceNeed& need, const LaunchShape& wish) {
  return plan_launches(need, std::numeric_limits<std::uint64_t>::max(), wish).bytes;
}

std::uint64_t least_bytes(const DeviceNeed& need) {
  LaunchPlan plan;
  plan.histories_per_launch = least_histories_per_launch;
  plan.sums_on_device = false;
  return completed(plan, need).bytes;
}

LaunchPlan plan_launches(const DeviceNeed& need, std::uint64_t free_bytes,
                         const LaunchShape& wish) {
  LaunchPlan plan;
  plan.streams = std::max(1, wish.streams);
  plan.batches_in_hand = std::clamp<std::uint64_t>(wish.batches_in_hand, 1, most_batches_in_hand);
  plan.histories_per_launch = std::max<std::uint64_t>(1, wish.histories_per_launch);
  for (;;) {
    const LaunchPlan next = completed(plan, need);
    if (next.bytes <= free_bytes) return next;
    if (plan.batches_in_hand > 1) {
      plan.batches_in_hand /= 2;
    } else if (plan.streams > 1) {
      plan.streams = 1;
    } else if (plan.histories_per_launch > least_histories_per_launch) {
      plan.histories_per_launch /= 4;
    } else if (plan.sums_on_device) {
      plan.sums_on_device = false;
    } else {
      refuse(next, need, free_bytes);
    }
  }
}

}  // namespace yttria
