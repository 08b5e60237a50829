// SPDX-License-Identifier: Apache-2.0
#include "engine/run/dose_of_run.hpp"

#include <fmt/chrono.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/result/merge.hpp"
#include "engine/result/merged_provenance.hpp"
#include "engine/run/resume.hpp"
#include "engine/run/transport_provenance.hpp"
#include "engine/run/worker_report.hpp"
#include "engine/version.hpp"

namespace yttria {

namespace {

void append(Provenance& entries, const Provenance& more) {
  entries.insert(entries.end(), more.begin(), more.end());
}

}  // namespace

DoseOfRun::DoseOfRun(const Problem& problem, const TransportSettings& settings, const RunPlan& plan,
                     const RunOptions& options) {
  const Case& rest = problem.rest_of_case();
  dose_.grid = rest.grid;
  dose_.mass_g = problem.mass_g();
  dose_.rois = rest.rois;
  dose_.total_decays = rest.source.total_decays;
  if (!options.goal)
    dose_.planned_batches = plan.planned_batches;  // merge knows when all are there
  dose_.identity = {rest.digest,
                    problem.tables().digest(),
                    options.seed,
                    plan.histories_per_batch,
                    settings.preset,
                    version(),
                    settings.dose_to_water ? "water" : "medium"};
  of_source_ = {{"nuclide", rest.source.nuclide},
                {"nuclide_data", emission_data(rest.source)},
                {"energy_per_decay_MeV", mean_emitted_energy_MeV(rest.source)}};
  of_transport_ = transport_provenance(settings);
  if (options.goal) of_transport_.emplace_back("goal", to_string(*options.goal));
  if (options.goal && options.histories) {  // what the run may take until then
    of_transport_.emplace_back("goal_histories", *options.histories);
  }
  if (!rest.frame_of_reference.empty()) {
    of_transport_.emplace_back("frame_of_reference", rest.frame_of_reference);
  }
  if (rest.source.half_life_h > 0) {
    of_transport_.emplace_back("half_life_h", rest.source.half_life_h);
  }
  dose_.provenance = of_source_;
  append(dose_.provenance, of_transport_);
}

void DoseOfRun::note_crew(const Crew& crew) {
  choice_ = crew.choice;
  driver_ = crew.driver.empty() ? "none" : crew.driver;
}

void DoseOfRun::note_before(const Dose& before, const RunOptions& options) {
  before_ = before.provenance;
  if (options.batches) {
    was_complete_ = before.complete;
    const bool open = before.planned_batches == 0 && !options.histories;  // its goal decides
    dose_.planned_batches = open ? 0 : std::max(before.planned_batches, dose_.planned_batches);
    return;
  }
  // The goal and whether it was reached are matters of this part of the run alone.
  std::erase_if(before_, [](const auto& entry) { return entry.first.starts_with("goal"); });
  for (auto& [name, value] : before_) {
    auto* list = std::get_if<std::vector<std::string>>(&value);
    if (name == "warnings" && list != nullptr) std::erase(*list, goal_not_reached);
  }
}

Dose& DoseOfRun::fill(Scheduler::Result& done, bool ended_complete,
                      const std::vector<std::string>& warnings) {
  // The sums come last: what allocates may fail, and then they must still be where they were.
  dose_.batches = done.batches;
  dose_.complete =
      ended_complete || is_complete(done.batches, dose_.planned_batches, was_complete_);
  const std::uint64_t histories = done.sums.batches * dose_.identity.histories_per_batch;
  const Provenance now = facts(done, warnings);
  dose_.provenance = before_.empty() ? now : merged_provenance(before_, now, histories);
  dose_.tally = std::move(done.sums);
  return dose_;
}

Provenance DoseOfRun::facts(const Scheduler::Result& done,
                            const std::vector<std::string>& warnings) const {
  using clock = std::chrono::system_clock;
  Provenance facts = of_source_;
  const std::uint64_t new_batches = [&] {
    std::uint64_t batches = 0;
    for (const WorkerReport& worker : done.workers) batches += worker.batches;
    return batches;
  }();
  const double histories = static_cast<double>(new_batches * dose_.identity.histories_per_batch);
  append(facts, {{"particles", done.total.particles},
                 {"particles_left_grid", done.total.left_grid},
                 {"finished_utc", fmt::format("{:%Y-%m-%d %H:%M}", fmt::gmtime(clock::now()))},
                 {"transport_seconds", done.seconds},
                 {"histories_per_second", done.seconds > 0 ? histories / done.seconds : 0},
                 {"backend", names_of(done.workers, &WorkerReport::backend)},
                 {"device", names_of(done.workers, &WorkerReport::device)},
                 {"driver", driver_},
                 {"choice_of_backend", choice_},
                 {"workers", descriptions(done.workers)},
                 {"git_commit", git_commit()}});
  append(facts, of_transport_);
  facts.emplace_back("warnings", warnings);
  return facts;
}

}  // namespace yttria
