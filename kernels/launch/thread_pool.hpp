// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace yttria {

/// Threads that all run the same task and then wait for the next one.
class ThreadPool {
 public:
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const { return static_cast<int>(threads_.size()); }
  /// Runs task(thread index) on every thread; returns when all are done. The first exception of a
  /// task is thrown here.
  void run(const std::function<void(int)>& task);

 private:
  void work(int index);
  void join();

  std::mutex mutex_;
  std::condition_variable start_, done_;
  const std::function<void(int)>* task_ = nullptr;
  std::uint64_t round_ = 0;
  int running_ = 0;
  bool stop_ = false;
  std::exception_ptr error_;
  std::vector<std::thread> threads_;
};

/// Runs task(thread index) on this thread and on others beside it, one for each processor, until
/// all return: for tasks that take their pieces from a common counter, so that fewer threads do the
/// same. What cannot be started is done without. The first exception of a task is thrown here.
/// `most`: threads at most, with this one.
void run_shared(std::size_t most, const std::function<void(int)>& task);

/// From now on run_shared takes no more threads than these; 0: one for each processor.
void limit_shared_threads(int threads);

}  // namespace yttria
