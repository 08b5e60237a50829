// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/result/dose.hpp"
#include "engine/run/crew.hpp"
#include "kernels/launch/backend.hpp"

namespace yttria {

/// Hands out batches to workers, each a thread with a backend, and adds up what they return. Who
/// computes which batch changes nothing. A worker that fails is retired: its batches since it was
/// last collected go back and are computed by others; all of them when its bits proved wrong.
class Scheduler {
 public:
  /// Told at once, in the thread of the worker that failed; one at a time. Whether the others are
  /// to go on, else it is as after stop().
  using OnRetired = std::function<bool(const WorkerReport&)>;
  /// Told in the same thread before, when what a worker had handed in is out of the sums again.
  using OnTakenBack = std::function<void()>;
  /// `sums` are those of the batches `before`, which were done earlier.
  Scheduler(std::vector<WorkerPlan> plans, TallySums sums, OnRetired on_retired = {},
            std::vector<BatchRange> before = {}, OnTakenBack on_taken_back = {});
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  struct State {
    std::uint64_t computed = 0;  // batches, also those that are not in the sums yet
    std::uint64_t left = 0;      // batches that nobody has begun
    bool idle = false;           // all that was handed out is in the sums, and nothing will be
    bool failed = false;         // no worker is left, but there are batches
    double seconds = 0;          // since the first batch was handed out
  };

  /// Batches to be computed, after all that were added before.
  void add(const BatchRange& batches);
  /// Waits for news, at most for `longest`. Every run of every worker is news once, in order; what
  /// ends all is told last.
  State wait(std::chrono::milliseconds longest);
  /// Hands out no more batches, except that a run has at least one.
  void stop();

  /// f(sums so far), while nobody changes them.
  template <class F>
  auto with_sums(F&& f) {
    const std::lock_guard lock(sums_mutex_);
    return f(static_cast<const TallySums&>(sums_));
  }

  struct Result {
    TallySums sums;                   // with those of before
    HistoryResult total;              // without
    std::vector<BatchRange> batches;  // that the sums are over
    std::vector<WorkerReport> workers;
    double seconds = 0;  // since the first batch was handed out
  };
  /// f(what is in the sums now), which may change it but its sums. With `copy` it gets a copy, and
  /// workers go on; else, or when there is no memory for one, the sums themselves, and workers wait
  /// to hand in.
  void lend(const std::function<void(Result&)>& f, bool copy);
  /// Ends all workers. Batches that were not collected are not in it.
  Result finish();

 private:
  using Clock = std::chrono::steady_clock;
  using Batches = std::vector<std::uint64_t>;

  /// What a worker has added to the sums, as far as that may have to be taken back.
  struct Given {
    TallySums sums;
    HistoryResult total;
    Batches batches;
  };
  struct Worker {
    WorkerPlan plan;
    WorkerReport report;
    std::thread thread;
    Batches held;          // handed out and not yet in the sums
    HistoryResult result;  // of those of them that are computed
    std::uint64_t computed = 0;
    std::size_t most = 1;  // batches of its next run: about a second's work
    Clock::time_point collected = Clock::now();
    Clock::duration cost{};  // of the last collection
    Given given;
  };

  static std::vector<BatchRange> as_ranges(Batches batches);
  void start(Worker& worker);
  void work(Worker& worker);
  void compute(Worker& worker, Backend& backend);
  Batches take(Worker& worker, std::size_t most);
  void count(Worker& worker, const Batches& batches, const HistoryResult& result,
             Clock::duration took);
  bool collection_is_due(const Worker& worker, const Backend& backend) const;
  void collect(Worker& worker, Backend& backend);
  void collect_apart(Worker& worker, Backend& backend);
  void take_back(Worker& worker);
  std::string why_taken_back(const Worker& worker, const char* reason) const;
  void retire(Worker& worker, const std::string& reason, bool device_failed = false);
  void start_standby();
  State state() const;
  Result all_but_sums();
  void join();

  const OnRetired on_retired_;
  const OnTakenBack on_taken_back_;
  mutable std::mutex mutex_;  // of all but the sums
  std::condition_variable work_, news_;
  std::deque<BatchRange> todo_;
  std::deque<Worker> workers_;  // they do not move
  int alive_ = 0;
  bool stopped_ = false, finished_ = false;
  std::deque<std::uint64_t> reports_;  // computed batches, as they came; not yet seen by wait()
  std::uint64_t in_hand_ = 0, computed_ = 0;
  bool begun_ = false;
  Clock::time_point begin_;

  std::mutex sums_mutex_;  // may be held when the other is taken, not the other way round
  TallySums sums_;
  HistoryResult total_;
  Batches done_;
  const std::vector<BatchRange> before_;
};

}  // namespace yttria
