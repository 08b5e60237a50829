// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

#include "engine/run/run.hpp"
#include "engine/run/scheduler.hpp"
#include "engine/run/watch.hpp"

namespace yttria {

/// Gives a scheduler its batches, segment by segment, and decides when it is enough.
class BatchLoop {
 public:
  /// `before`: batches that are in the scheduler's sums already. All must outlive it.
  BatchLoop(Scheduler& scheduler, const RunPlan& plan, const RunOptions& options,
            const std::vector<BatchRange>& before, const Watch& watch,
            const std::function<void(const Progress&)>& on_progress, std::function<bool()> stop);

  /// `save_now` is called once, when it has been time to stop for a second and a batch is still in
  /// hand: who asked may not be as patient.
  RunEnd run(std::function<void()> save_now = {});
  /// Since the first batch was handed out.
  double seconds() const { return state_.seconds; }

 private:
  std::uint64_t segment_end(std::uint64_t first) const;
  bool compute(const BatchRange& segment);
  double look();
  void report();
  double seconds_left(const Progress& progress) const;

  Scheduler& scheduler_;
  const RunPlan& plan_;
  const RunOptions& options_;
  const std::vector<BatchRange>& before_;
  const Watch& watch_;
  const std::function<void(const Progress&)>& on_progress_;
  const std::function<bool()> stop_;
  Scheduler::State state_;
  std::function<void()> save_now_;
  std::chrono::steady_clock::time_point stopped_;
  std::optional<RunEnd> early_;  // how the run ends before its last batch
  double uncertainty_ = std::numeric_limits<double>::quiet_NaN();
  double next_look_ = 0;
};

/// The number of batches after which a goal is tested next: fixed numbers, whoever computes and
/// however often the run was interrupted. To test takes the sums of all workers; the further a run
/// is, the less often it is worth that.
std::uint64_t next_goal_test(std::uint64_t batches);

}  // namespace yttria
