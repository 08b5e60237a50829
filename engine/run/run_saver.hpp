// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "engine/run/dose_of_run.hpp"
#include "engine/run/run.hpp"
#include "engine/run/scheduler.hpp"

namespace yttria {

/// What contradicts itself is not worth going on with, nor fit to replace what was saved before.
/// Throws RunError.
void check_sums(const Dose& dose);

/// Saves what a run has added up so far, when its sums fit each other.
class RunSaver {
 public:
  /// All must outlive it. `tell` is called once, when sums do not fit each other.
  RunSaver(DoseOfRun& doses, const RunKeeping& keeping, const std::vector<std::string>& warnings,
           const std::function<void(const std::string&)>& tell);
  /// Throws what writing throws.
  void save(Scheduler& scheduler);
  /// Batches have been taken back that may have been saved: nothing is to go on from those files.
  /// Waits for the save in hand.
  void disown_what_was_saved();
  /// Since then nothing is saved, and the run had better end.
  bool sums_are_faulty() const { return faulty_; }

 private:
  void write(Scheduler::Result& done);

  DoseOfRun& doses_;
  const RunKeeping& keeping_;
  const std::vector<std::string>& warnings_;
  const std::function<void(const std::string&)>& tell_;
  std::mutex mutex_;                                 // of what follows
  std::pair<std::uint64_t, std::uint64_t> saved_{};  // batches and their digest
  std::atomic<bool> faulty_{false};
};

}  // namespace yttria
