// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/physics/transport_settings.hpp"
#include "engine/result/dose.hpp"
#include "engine/run/problem.hpp"
#include "engine/run/run.hpp"
#include "engine/run/scheduler.hpp"

namespace yttria {

/// Makes a dose of what a run has added up: now and then for a checkpoint, and in the end.
class DoseOfRun {
 public:
  /// `problem` must outlive it.
  DoseOfRun(const Problem& problem, const TransportSettings& settings, const RunPlan& plan,
            const RunOptions& options);

  /// What no batch changes: grid, masses, regions, identity, settings.
  const Dose& frame() const { return dose_; }
  /// Facts about who computes, recorded from now on.
  void note_crew(const Crew& crew);
  /// What was done earlier of the run, without its sums: its facts are added to, and single batches
  /// (--batches) change neither its plan nor that it is complete.
  void note_before(const Dose& before, const RunOptions& options);

  /// The dose of `done`, whose sums it holds until they are taken out again. It is complete when
  /// the run ended so, or when no batch of its plan is missing.
  Dose& fill(Scheduler::Result& done, bool ended_complete,
             const std::vector<std::string>& warnings);

 private:
  Provenance facts(const Scheduler::Result& done, const std::vector<std::string>& warnings) const;

  Dose dose_;
  bool was_complete_ = false;
  Provenance of_source_, of_transport_, before_;
  std::string choice_, driver_;
};

}  // namespace yttria
