// SPDX-License-Identifier: Apache-2.0
#include "engine/run/batch_loop.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace yttria {

namespace {

using Clock = std::chrono::steady_clock;

constexpr Clock::duration patience = std::chrono::seconds(1);
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

std::uint64_t next_goal_test(std::uint64_t batches) {
  constexpr std::uint64_t shortest = 16;
  return batches + std::max(shortest, batches / 32 / shortest * shortest);
}

BatchLoop::BatchLoop(Scheduler& scheduler, const RunPlan& plan, const RunOptions& options,
                     const std::vector<BatchRange>& before, const Watch& watch,
                     const std::function<void(const Progress&)>& on_progress,
                     std::function<bool()> stop)
    : scheduler_(scheduler),
      plan_(plan),
      options_(options),
      before_(before),
      watch_(watch),
      on_progress_(on_progress),
      stop_(std::move(stop)) {}

RunEnd BatchLoop::run(std::function<void()> save_now) {
  save_now_ = std::move(save_now);
  for (std::uint64_t first = plan_.batches.first; first < plan_.batches.last;) {
    const std::uint64_t last = segment_end(first);
    if (!compute({first, last})) return RunEnd::failed;
    if (state_.left != 0) return *early_;
    first = last;
    if (watch_.wanted()) {
      uncertainty_ = look();
      if (watch_.reached(uncertainty_)) return RunEnd::complete;
    }
    if (early_ && first != plan_.batches.last) return *early_;
  }
  const bool all = !options_.batches && !watch_.wanted();
  return all ? RunEnd::complete : RunEnd::partial;
}

/// The goal is tested after fixed numbers of batches. Tests before the last batch that was done
/// earlier cannot be made again; whoever did those batches made them.
std::uint64_t BatchLoop::segment_end(std::uint64_t first) const {
  if (!watch_.wanted()) return plan_.batches.last;
  const std::uint64_t done = before_.empty() ? 0 : before_.back().last;
  std::uint64_t last = next_goal_test(first);
  while (last < done) last = next_goal_test(last);
  return std::min(last, plan_.batches.last);
}

/// Until what is new of a segment is computed, or it is time to stop; false when no worker is left.
bool BatchLoop::compute(const BatchRange& segment) {
  const std::vector<BatchRange> wanted = without(segment, before_);
  for (const BatchRange& range : wanted) scheduler_.add(range);
  if (wanted.empty()) return true;
  std::uint64_t shown = 0;
  for (;;) {
    state_ = scheduler_.wait(std::chrono::milliseconds(50));
    if (state_.computed != shown) report();
    shown = state_.computed;
    const bool in_time = !early_;
    if (in_time && stop_()) early_ = RunEnd::interrupted;
    if (state_.failed) return false;
    if (state_.idle) return true;
    if (!in_time) {
      if (save_now_ && Clock::now() - stopped_ > patience) std::exchange(save_now_, nullptr)();
      continue;
    }
    if (options_.max_seconds && state_.seconds >= *options_.max_seconds) {
      early_ = RunEnd::partial;
    }
    if (early_) {
      stopped_ = Clock::now();
      scheduler_.stop();
    }
  }
}

double BatchLoop::look() {
  return scheduler_.with_sums([this](const TallySums& s) { return watch_.uncertainty(s); });
}

void BatchLoop::report() {
  if (!on_progress_) return;
  Progress p;
  p.seconds = state_.seconds;
  // Looking at all voxels may cost more than a batch: keep it below a twentieth of the time.
  if (p.seconds >= next_look_) {
    const Clock::time_point begin = Clock::now();
    uncertainty_ = look();
    const std::chrono::duration<double> took = Clock::now() - begin;
    next_look_ = p.seconds + std::fmax(1.0, 20 * took.count());
  }
  const std::uint64_t size = plan_.histories_per_batch;
  const std::uint64_t before = count(common({plan_.batches}, before_));
  p.histories_done = (before + state_.computed) * size;
  const bool open = watch_.wanted() && !options_.histories;
  if (!open) p.histories_total = (plan_.batches.last - plan_.batches.first) * size;
  p.histories_per_second = static_cast<double>(state_.computed * size) / p.seconds;
  p.uncertainty = uncertainty_;
  p.seconds_left = seconds_left(p);
  on_progress_(p);
}

double BatchLoop::seconds_left(const Progress& p) const {
  double left = unknown;
  const double done = static_cast<double>(p.histories_done);
  if (p.histories_total) {
    left = (static_cast<double>(p.histories_total) - done) / p.histories_per_second;
  }
  if (watch_.wanted() && p.uncertainty > 0) {  // variance falls as 1 / histories
    const double ratio = p.uncertainty / *watch_.wanted();
    const double more = std::fmax(0.0, done * (ratio * ratio - 1)) / p.histories_per_second;
    left = std::isnan(left) ? more : std::fmin(left, more);
  }
  if (options_.max_seconds) {
    const double time = std::fmax(0.0, *options_.max_seconds - p.seconds);
    left = std::isnan(left) ? time : std::fmin(left, time);
  }
  return left;
}

}  // namespace yttria
