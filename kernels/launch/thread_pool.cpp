// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/thread_pool.hpp"

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

namespace yttria {

namespace {

std::atomic<int> shared_threads{0};

}  // namespace

ThreadPool::ThreadPool(int threads) {
  try {
    for (int i = 0; i < threads; ++i) threads_.emplace_back([this, i] { work(i); });
  } catch (const std::system_error& error) {
    const std::size_t started = threads_.size();
    join();
    throw std::runtime_error("only " + std::to_string(started) + " of " + std::to_string(threads) +
                             " threads could be started (" + error.what() +
                             "); use fewer --threads");
  }
}

ThreadPool::~ThreadPool() {
  join();
}

void ThreadPool::join() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  start_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadPool::run(const std::function<void(int)>& task) {
  std::unique_lock lock(mutex_);
  task_ = &task;
  error_ = nullptr;
  running_ = size();
  ++round_;
  start_.notify_all();
  done_.wait(lock, [this] { return running_ == 0; });
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

void ThreadPool::work(int index) {
  std::uint64_t seen = 0;
  for (;;) {
    const std::function<void(int)>* task = nullptr;
    {
      std::unique_lock lock(mutex_);
      start_.wait(lock, [&] { return stop_ || round_ != seen; });
      if (stop_) return;
      seen = round_;
      task = task_;
    }
    std::exception_ptr error;
    try {
      (*task)(index);
    } catch (...) {
      error = std::current_exception();
    }
    const std::lock_guard lock(mutex_);
    if (error && !error_) error_ = error;
    if (--running_ == 0) done_.notify_all();
  }
}

void run_shared(std::size_t most, const std::function<void(int)>& task) {
  const int limit = shared_threads.load();
  const std::size_t wished =
      limit > 0 ? static_cast<std::size_t>(limit) : std::thread::hardware_concurrency();
  std::vector<std::exception_ptr> errors(std::clamp<std::size_t>(wished, 1, most));
  const auto guarded = [&](std::size_t index) {
    try {
      task(static_cast<int>(index));
    } catch (...) {
      errors[index] = std::current_exception();
    }
  };
  std::vector<std::thread> helpers;
  helpers.reserve(errors.size());
  try {
    for (std::size_t i = 1; i < errors.size(); ++i) helpers.emplace_back(guarded, i);
  } catch (const std::exception&) {  // no more threads, or no memory for one
  }
  guarded(0);
  for (std::thread& helper : helpers) helper.join();
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

void limit_shared_threads(int threads) {
  shared_threads = threads;
}

}  // namespace yttria
