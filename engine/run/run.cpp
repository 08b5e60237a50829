// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include "engine/error.hpp"
#include "engine/log.hpp"
#include "engine/result/statistics.hpp"
#include "engine/run/preflight.hpp"
#include "engine/run/problem.hpp"
#include "engine/run/scheduler.hpp"
#include "engine/run/transport_provenance.hpp"
#include "engine/run/watch.hpp"
#include "engine/run/worker_report.hpp"
#include "engine/run/workers.hpp"
#include "engine/version.hpp"

namespace yttria {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

/// Batches until the next test of the goal: fixed numbers, whoever computes. To test takes the sums
/// of all workers; the further a run is, the less often it is worth that.
std::uint64_t goal_interval(std::uint64_t done) {
  constexpr std::uint64_t shortest = 16;
  return std::max(shortest, done / 32 / shortest * shortest);
}

/// Exactness needs room: no voxel may reach 2^62 quanta, no sum of squares 2^127.
void check_room(const RunPlan& plan, double highest_energy_MeV, bool dose_to_water) {
  const double weight = dose_to_water ? 2 : 1;  // no medium stops less than half of what water does
  const double batch =
      weight * static_cast<double>(plan.histories_per_batch) * highest_energy_MeV * quanta_per_MeV;
  const double batches = static_cast<double>(plan.batches.last - plan.batches.first);
  const double total = batch * batches;
  if (total >= 0x1p62 || batch * total >= 0x1p127) {
    throw InputError(
        "the run could exceed the exact tally (2^62 quanta of 0.24 eV in a voxel); "
        "use fewer --histories and merge several runs' means instead");
  }
}

/// Gives a scheduler its batches, segment by segment, and decides when it is enough.
class Loop {
 public:
  Loop(Scheduler& scheduler, const RunPlan& plan, const RunOptions& options, const Watch& watch,
       const std::function<void(const Progress&)>& on_progress, const std::atomic<bool>& stop)
      : scheduler_(scheduler),
        plan_(plan),
        options_(options),
        watch_(watch),
        on_progress_(on_progress),
        stop_(stop) {}

  RunEnd run() {
    for (std::uint64_t first = plan_.batches.first; first < plan_.batches.last;) {
      // The goal is tested after fixed numbers of batches, whoever computes them.
      const std::uint64_t last = watch_.wanted()
                                     ? std::min(first + goal_interval(first), plan_.batches.last)
                                     : plan_.batches.last;
      scheduler_.add({first, last});
      if (!compute()) return RunEnd::failed;
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

  double seconds() const { return state_.seconds; }

 private:
  /// Until what was added is computed, or it is time to stop; false when no worker is left.
  bool compute() {
    std::uint64_t shown = 0;
    for (;;) {
      state_ = scheduler_.wait(std::chrono::milliseconds(50));
      if (state_.computed != shown) report();
      shown = state_.computed;
      if (state_.failed) return false;
      if (state_.idle) return true;
      if (early_) continue;
      if (stop_.load()) early_ = RunEnd::interrupted;
      if (options_.max_seconds && state_.seconds >= *options_.max_seconds) {
        early_ = RunEnd::partial;
      }
      if (early_) scheduler_.stop();
    }
  }

  double look() {
    return scheduler_.with_sums([this](const TallySums& s) { return watch_.uncertainty(s); });
  }

  void report() {
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
    p.histories_done = state_.computed * plan_.histories_per_batch;
    const bool open = watch_.wanted() && !options_.histories;
    if (!open) {
      p.histories_total = (plan_.batches.last - plan_.batches.first) * plan_.histories_per_batch;
    }
    p.histories_per_second = static_cast<double>(p.histories_done) / p.seconds;
    p.uncertainty = uncertainty_;
    p.seconds_left = seconds_left(p);
    on_progress_(p);
  }

  double seconds_left(const Progress& p) const {
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

  Scheduler& scheduler_;
  const RunPlan& plan_;
  const RunOptions& options_;
  const Watch& watch_;
  const std::function<void(const Progress&)>& on_progress_;
  const std::atomic<bool>& stop_;
  Scheduler::State state_;
  std::optional<RunEnd> early_;  // how the run ends before its last batch
  double uncertainty_ = unknown;
  double next_look_ = 0;
};

/// What the voxels hold is what the histories say they deposited: one more exact test of whatever
/// computed and moved it. Dose to water scores something else than energy.
void check_sums(const TallySums& sums, bool dose_to_water) {
  if (dose_to_water || scored_quanta(sums) == sums.deposited) return;
  throw RunError(
      "the energies of the voxels do not add up to what was deposited: a fault of a device or of "
      "memory (yttria selftest tells which); nothing is saved");
}

}  // namespace

Crew workers_of_this_machine(const RunOptions& options, const Problem& problem) {
  const CudaStatus cuda =
      options.backend == "cpu" ? CudaStatus() : cuda_status_for(options.devices.cuda);
  return choose_workers(options, cuda, problem);
}

RunOutcome run_case(Case&& problem, const RunOptions& options, const RunObserver& observer,
                    const std::atomic<bool>& stop, const ChooseWorkers& choose) {
  const RunPlan plan = plan_run(options);
  RunOutcome outcome;
  outcome.sanity = sanity_doses(problem);
  const TransportSettings settings = options.transport.settings(problem.grid.smallest_spacing_mm());
  check_emission(problem.source, settings);
  const std::vector<std::string> range = case_warnings(problem, settings);
  const Problem owned(std::move(problem), settings, options.seed, plan.histories_per_batch);
  check_room(plan, owned.tables().highest_energy_MeV(), settings.dose_to_water);
  std::vector<float> mass_g = owned.mass_g();
  const Watch watch(options.goal, owned.rest_of_case().rois, mass_g);
  Crew crew = choose(options, owned);
  log_info("computing on " + crew.choice);
  Scheduler scheduler(std::move(crew.workers), TallySums::zero(mass_g.size(), owned.roi_layout()),
                      [&](const WorkerReport& worker) {
                        log_info(failure_of(worker));
                        if (observer.on_message) observer.on_message(failure_of(worker));
                      });
  Loop loop(scheduler, plan, options, watch, observer.on_progress, stop);
  outcome.end = loop.run();
  Scheduler::Result done = scheduler.finish();
  outcome.computed_on = places(done.workers);
  outcome.choice_of_backend = crew.choice;
  outcome.warnings = failures(done.workers);
  if (outcome.end == RunEnd::failed)
    outcome.failure = fmt::format("{}", fmt::join(outcome.warnings, "; "));
  if (done.batches.empty()) {
    throw RunError(outcome.failure + "; nothing was done and nothing is saved");
  }
  check_sums(done.sums, settings.dose_to_water);
  for (const std::string& warning : range) outcome.warnings.push_back(warning);
  if (outcome.end == RunEnd::partial && options.goal) {
    outcome.warnings.push_back("the goal was not reached before the cap of histories or time");
  }

  const Case& rest = owned.rest_of_case();
  Dose& dose = outcome.dose;
  dose.tally = std::move(done.sums);
  dose.grid = rest.grid;
  dose.mass_g = std::move(mass_g);
  dose.rois = rest.rois;
  dose.total_decays = rest.source.total_decays;
  dose.batches = std::move(done.batches);
  dose.complete = outcome.end == RunEnd::complete;
  if (!options.goal) dose.planned_batches = plan.planned_batches;  // merge knows when all are there
  dose.identity = {rest.digest,
                   owned.tables().digest(),
                   options.seed,
                   plan.histories_per_batch,
                   settings.preset,
                   version(),
                   settings.dose_to_water ? "water" : "medium"};
  const double histories = static_cast<double>(dose.histories());
  dose.provenance = {
      {"nuclide", rest.source.nuclide},
      {"nuclide_data", emission_data(rest.source)},
      {"energy_per_decay_MeV", mean_emitted_energy_MeV(rest.source)},
      {"particles", done.total.particles},
      {"particles_left_grid", done.total.left_grid},
      {"transport_seconds", loop.seconds()},
      {"histories_per_second", histories / loop.seconds()},
      {"backend", names_of(done.workers, &WorkerReport::backend)},
      {"device", names_of(done.workers, &WorkerReport::device)},
      {"driver", crew.driver.empty() ? std::string("none") : crew.driver},
      {"choice_of_backend", crew.choice},
      {"workers", descriptions(done.workers)},
      {"git_commit", git_commit()},
  };
  for (auto& entry : transport_provenance(settings)) dose.provenance.push_back(std::move(entry));
  dose.provenance.emplace_back("warnings", outcome.warnings);
  if (rest.source.half_life_h > 0) {
    dose.provenance.emplace_back("half_life_h", rest.source.half_life_h);
  }
  if (!rest.frame_of_reference.empty()) {
    dose.provenance.emplace_back("frame_of_reference", rest.frame_of_reference);
  }
  return outcome;
}

}  // namespace yttria
