// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <string>

#include "engine/error.hpp"
#include "engine/run/run.hpp"

namespace yttria {

namespace {

constexpr std::uint64_t default_histories = 10'000'000;
constexpr std::uint64_t smallest_batch = 1u << 14, largest_batch = 1u << 24;
constexpr std::uint64_t goal_batch = 1u << 18;
constexpr std::uint64_t most_goal_batches = 1u << 20;  // 2.7e11 histories: the tally has room

std::uint64_t default_batch_size(const RunOptions& options) {
  if (options.goal && !options.histories) return goal_batch;
  const std::uint64_t histories = options.histories.value_or(default_histories);
  return std::clamp((histories + 63) / 64, smallest_batch, largest_batch);
}

}  // namespace

RunPlan plan_run(const RunOptions& options) {
  if (options.histories == 0u) throw InputError("--histories 0: give at least 1");
  if (options.batch_size == 0u) throw InputError("--batch-size 0: give at least 1");
  if (options.goal && options.batches) {
    throw InputError(
        "--goal, --batches: a goal decides how many batches run; leave one of them out");
  }
  if (options.goal && !(options.goal->percent > 0)) {
    throw InputError("--goal " + options.goal->name + ": give an uncertainty above 0 %");
  }
  RunPlan plan;
  plan.histories_per_batch = options.batch_size.value_or(default_batch_size(options));
  if (options.goal && !options.histories) {
    plan.planned_batches = most_goal_batches;
  } else {
    const std::uint64_t histories = options.histories.value_or(default_histories);
    plan.planned_batches =
        histories / plan.histories_per_batch + (histories % plan.histories_per_batch ? 1 : 0);
  }
  plan.batches = options.batches.value_or(BatchRange{0, plan.planned_batches});
  if (plan.batches.first >= plan.batches.last) {
    throw InputError("--batches " + std::to_string(plan.batches.first) + ":" +
                     std::to_string(plan.batches.last) + " is empty: A:B computes A to B-1");
  }
  const std::uint64_t most = std::numeric_limits<std::int64_t>::max() / plan.histories_per_batch;
  if (plan.batches.last > most) {
    throw InputError("--batches " + std::to_string(plan.batches.first) + ":" +
                     std::to_string(plan.batches.last) + ": batches of " +
                     std::to_string(plan.histories_per_batch) + " histories are numbered below " +
                     std::to_string(most) + " (histories have 63 bits)");
  }
  return plan;
}

}  // namespace yttria
