// SPDX-License-Identifier: Apache-2.0
#include "engine/run/scheduler.hpp"

#include <algorithm>
#include <stdexcept>
#include <system_error>

#include "engine/run/wrong_bits.hpp"
#include "kernels/launch/device_error.hpp"

namespace yttria {

namespace {

std::uint64_t size(const std::deque<BatchRange>& ranges) {
  std::uint64_t count = 0;
  for (const BatchRange& range : ranges) count += range.last - range.first;
  return count;
}

/// Removes up to `most` batches from the front.
std::vector<std::uint64_t> pop(std::deque<BatchRange>& ranges, std::uint64_t most) {
  std::vector<std::uint64_t> batches;
  batches.reserve(most);
  while (!ranges.empty() && batches.size() < most) {
    batches.push_back(ranges.front().first++);
    if (ranges.front().first == ranges.front().last) ranges.pop_front();
  }
  return batches;
}

void check_balance(const HistoryResult& result, const std::vector<std::uint64_t>& batches) {
  if (result.lost == 0 && result.emitted == result.deposited + result.escaped) return;
  throw std::runtime_error("batch " + std::to_string(batches.front()) + " to " +
                           std::to_string(batches.back()) +
                           ": energy is not balanced or a particle was lost; this is a fault of "
                           "the program or of the machine (yttria selftest tells which)");
}

}  // namespace

Scheduler::Scheduler(std::vector<WorkerPlan> plans, TallySums sums, OnRetired on_retired,
                     std::vector<BatchRange> before, OnTakenBack on_taken_back)
    : on_retired_(std::move(on_retired)),
      on_taken_back_(std::move(on_taken_back)),
      sums_(std::move(sums)),
      before_(std::move(before)) {
  for (WorkerPlan& plan : plans) {
    Worker& worker = workers_.emplace_back();
    worker.report.label = plan.label;
    worker.plan = std::move(plan);
  }
  const std::lock_guard lock(mutex_);
  for (Worker& worker : workers_) {
    if (!worker.plan.standby) start(worker);
  }
}

Scheduler::~Scheduler() {
  join();
}

void Scheduler::start(Worker& worker) {
  try {
    worker.thread = std::thread([this, &worker] { work(worker); });
    ++alive_;
  } catch (const std::system_error& error) {
    worker.report.failure = std::string("its thread could not be started: ") + error.what();
  }
}

void Scheduler::add(const BatchRange& batches) {
  const std::lock_guard lock(mutex_);
  todo_.push_back(batches);
  work_.notify_all();
}

Scheduler::State Scheduler::wait(std::chrono::milliseconds longest) {
  std::unique_lock lock(mutex_);
  news_.wait_for(lock, longest,
                 [this] { return !reports_.empty() || state().idle || state().failed; });
  State state = this->state();
  if (reports_.empty()) return state;
  state.computed = reports_.front();
  reports_.pop_front();
  state.idle = state.idle && reports_.empty();
  state.failed = state.failed && reports_.empty();
  return state;
}

Scheduler::State Scheduler::state() const {
  State state;
  state.computed = computed_;
  state.left = size(todo_);
  state.failed = alive_ == 0 && state.left + in_hand_ != 0 && !(stopped_ && begun_);
  state.idle = in_hand_ == 0 && (state.left == 0 || (stopped_ && begun_));
  if (begun_) state.seconds = std::chrono::duration<double>(Clock::now() - begin_).count();
  return state;
}

void Scheduler::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  news_.notify_all();
}

void Scheduler::work(Worker& worker) {
  try {
    const std::unique_ptr<Backend> backend = worker.plan.make();
    {
      const std::lock_guard lock(mutex_);
      worker.report.backend = backend->name();
      worker.report.device = backend->device();
    }
    const auto note_facts = [&] {  // memory errors, say
      auto facts = backend->facts();
      const std::lock_guard lock(mutex_);
      worker.report.facts = std::move(facts);
    };
    try {
      compute(worker, *backend);
    } catch (...) {
      try {
        note_facts();
      } catch (...) {  // what went wrong before says more
      }
      throw;
    }
    note_facts();
  } catch (const DeviceError& error) {
    retire(worker, error.what(), true);
  } catch (const WrongBits& error) {
    take_back(worker);
    retire(worker, why_taken_back(worker, error.what()));
  } catch (const std::exception& error) {
    retire(worker, error.what());
  } catch (...) {
    retire(worker, "unknown exception");
  }
}

void Scheduler::compute(Worker& worker, Backend& backend) {
  for (;;) {
    const Batches batches = take(worker, backend.batches_at_once());
    if (batches.empty()) {
      collect(worker, backend);
      std::unique_lock lock(mutex_);
      work_.wait(lock, [this] { return finished_ || (!todo_.empty() && !(stopped_ && begun_)); });
      if (finished_) return;
      continue;
    }
    const Clock::time_point begin = Clock::now();
    const HistoryResult result = backend.run(batches);
    check_balance(result, batches);
    count(worker, batches, result, Clock::now() - begin);
    if (collection_is_due(worker, backend)) collect(worker, backend);
  }
}

/// A run that was computed. The next one is to take about a second, so that limits of time, signals
/// and others who wait are heard.
void Scheduler::count(Worker& worker, const Batches& batches, const HistoryResult& result,
                      Clock::duration took) {
  constexpr double wanted_seconds = 1;
  const double seconds = std::chrono::duration<double>(took).count();
  const double most = static_cast<double>(batches.size()) * wanted_seconds / seconds;
  worker.most = static_cast<std::size_t>(std::clamp(most, 1.0, 1e6));
  worker.result += result;
  const std::lock_guard lock(mutex_);
  reports_.push_back(computed_ + batches.size());
  worker.computed += batches.size();
  computed_ += batches.size();
  news_.notify_all();
}

/// A share of what is left, so that a slow worker does not hold the last batches; alone, all that
/// it takes at once.
Scheduler::Batches Scheduler::take(Worker& worker, std::size_t most) {
  const std::lock_guard lock(mutex_);
  if (finished_ || (stopped_ && begun_)) return {};
  const std::uint64_t left = size(todo_);
  const std::uint64_t share = alive_ == 1 ? left : left / (2 * static_cast<std::uint64_t>(alive_));
  most = std::min(most, worker.most);
  // Nothing is changed when memory runs out, neither here nor in take_back().
  worker.held.reserve(worker.held.size() + most + worker.given.batches.size());
  Batches batches = pop(todo_, std::clamp<std::uint64_t>(share, 1, most));
  if (batches.empty()) return batches;
  if (!begun_) begin_ = Clock::now();
  begun_ = true;
  in_hand_ += batches.size();
  worker.held.insert(worker.held.end(), batches.begin(), batches.end());
  return batches;
}

void Scheduler::retire(Worker& worker, const std::string& reason, bool device_failed) {
  const std::lock_guard lock(mutex_);
  worker.report.failure = reason;
  const bool has_worked = worker.report.batches + worker.computed != 0;
  worker.report.wants_new_process = device_failed && has_worked;
  try {
    if (on_retired_ && !on_retired_(worker.report)) stopped_ = true;
  } catch (...) {  // to tell takes memory; what follows must not be lost for that
  }
  computed_ -= worker.computed;
  in_hand_ -= worker.held.size();
  for (const BatchRange& range : as_ranges(std::move(worker.held))) todo_.push_front(range);
  worker.held.clear();
  --alive_;
  if (alive_ == 0 && !finished_ && !(stopped_ && begun_)) start_standby();
  reports_.push_back(computed_);
  work_.notify_all();
  news_.notify_all();
}

void Scheduler::start_standby() {
  for (Worker& worker : workers_) {
    if (worker.thread.joinable()) continue;
    start(worker);
    return;
  }
}

void Scheduler::join() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    work_.notify_all();
  }
  for (Worker& worker : workers_) {
    if (worker.thread.joinable()) worker.thread.join();
  }
}

}  // namespace yttria
