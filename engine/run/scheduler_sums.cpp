// SPDX-License-Identifier: Apache-2.0
// What workers hand in, what is taken back of it, and the sums for those who save or end a run.
#include <algorithm>
#include <new>

#include "engine/run/scheduler.hpp"

namespace yttria {

namespace {

/// False when there is no memory for it.
bool copied(const TallySums& sums, TallySums& copy) {
  try {
    copy = TallySums(sums);
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

}  // namespace

std::vector<BatchRange> Scheduler::as_ranges(Batches batches) {
  std::sort(batches.begin(), batches.end());
  std::vector<BatchRange> ranges;
  for (const std::uint64_t batch : batches) {
    if (!ranges.empty() && ranges.back().last == batch) {
      ++ranges.back().last;
    } else {
      ranges.push_back({batch, batch + 1});
    }
  }
  return ranges;
}

/// What a worker keeps is lost when it fails. Collecting takes its time: at most a twentieth.
bool Scheduler::collection_is_due(const Worker& worker, const Backend& backend) const {
  constexpr Clock::duration shortest = std::chrono::seconds(2);
  if (!backend.keeps_runs()) return true;
  return Clock::now() - worker.collected > std::max(shortest, 20 * worker.cost);
}

void Scheduler::collect(Worker& worker, Backend& backend) {
  if (worker.held.empty()) return;
  const Clock::time_point begin = Clock::now();
  {
    const std::lock_guard lock(sums_mutex_);
    done_.reserve(done_.size() + worker.held.size());  // what follows does not run out of memory
    if (worker.plan.may_be_taken_back) {
      collect_apart(worker, backend);
    } else {
      backend.collect(sums_);
    }
    total_ += worker.result;
    done_.insert(done_.end(), worker.held.begin(), worker.held.end());
  }
  worker.collected = Clock::now();
  worker.cost = worker.collected - begin;
  worker.result = HistoryResult();
  const std::lock_guard lock(mutex_);
  worker.report.batches += worker.held.size();
  worker.computed = 0;
  in_hand_ -= worker.held.size();
  worker.held.clear();
  news_.notify_all();
}

void Scheduler::collect_apart(Worker& worker, Backend& backend) {
  Given& given = worker.given;
  if (given.batches.empty()) given.sums = TallySums::zero_like(sums_);
  TallySums fresh = TallySums::zero_like(sums_);
  given.batches.reserve(given.batches.size() + worker.held.size());
  backend.collect(fresh);
  given.sums += fresh;
  given.total += worker.result;
  given.batches.insert(given.batches.end(), worker.held.begin(), worker.held.end());
  sums_ += fresh;
}

/// As if its batches had never been handed in; they are still in its hands.
void Scheduler::take_back(Worker& worker) {
  Given& given = worker.given;
  std::sort(given.batches.begin(), given.batches.end());
  const auto is_given = [&](std::uint64_t batch) {
    return std::binary_search(given.batches.begin(), given.batches.end(), batch);
  };
  {
    const std::lock_guard lock_sums(sums_mutex_);
    const std::lock_guard lock(mutex_);
    worker.held.insert(worker.held.end(), given.batches.begin(), given.batches.end());
    in_hand_ += given.batches.size();
    worker.computed += given.batches.size();
    worker.report.batches -= given.batches.size();
    worker.report.taken_back = given.batches.size();
    if (given.batches.empty()) return;
    sums_ -= given.sums;
    total_ -= given.total;
    std::erase_if(done_, is_given);
  }
  try {
    if (on_taken_back_) on_taken_back_();
  } catch (...) {  // the worker must be retired all the same
  }
}

std::string Scheduler::why_taken_back(const Worker& worker, const char* reason) const {
  try {
    std::string why = reason + std::string("; ") + std::to_string(worker.report.taken_back) +
                      " batches that it had handed in are taken back";
    if (before_.empty()) return why;
    return why + "; batches " + to_string(before_) +
           " were done before this part of the run, perhaps there, too: --force begins anew";
  } catch (const std::bad_alloc&) {
    return "wrong bits";
  }
}

Scheduler::Result Scheduler::all_but_sums() {
  Result result;
  result.total = total_;
  result.batches = united(as_ranges(done_), before_);
  const std::lock_guard lock(mutex_);
  for (const Worker& worker : workers_) result.workers.push_back(worker.report);
  result.seconds = state().seconds;
  return result;
}

void Scheduler::lend(const std::function<void(Result&)>& f, bool copy) {
  std::unique_lock lock(sums_mutex_);
  Result result = all_but_sums();
  if (copy && copied(sums_, result.sums)) {
    lock.unlock();
    f(result);
    return;
  }
  struct Loan {
    TallySums &sums, &lent;
    Loan(TallySums& a, TallySums& b) : sums(a), lent(b) { std::swap(sums, lent); }
    ~Loan() { std::swap(sums, lent); }
  } const loan(sums_, result.sums);
  f(result);
}

Scheduler::Result Scheduler::finish() {
  join();
  Result result = all_but_sums();
  result.sums = std::move(sums_);
  return result;
}

}  // namespace yttria
