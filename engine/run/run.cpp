// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run.hpp"

#include <fmt/format.h>

#include <mutex>
#include <utility>

#include "engine/error.hpp"
#include "engine/log.hpp"
#include "engine/physics/finite_tables.hpp"
#include "engine/run/autosave.hpp"
#include "engine/run/batch_loop.hpp"
#include "engine/run/dose_of_run.hpp"
#include "engine/run/preflight.hpp"
#include "engine/run/problem.hpp"
#include "engine/run/resume.hpp"
#include "engine/run/run_saver.hpp"
#include "engine/run/scheduler.hpp"
#include "engine/run/verification.hpp"
#include "engine/run/watch.hpp"
#include "engine/run/worker_report.hpp"
#include "engine/run/workers.hpp"

namespace yttria {

namespace {

/// Exactness needs room: no voxel may reach 2^62 quanta, no sum of squares 2^127.
void check_room(const RunPlan& plan, const std::vector<BatchRange>& before,
                double highest_energy_MeV, bool dose_to_water) {
  const double weight = dose_to_water ? 2 : 1;  // no medium stops less than half of what water does
  const double batch =
      weight * static_cast<double>(plan.histories_per_batch) * highest_energy_MeV * quanta_per_MeV;
  const double batches = static_cast<double>(count(united(before, {plan.batches})));
  const double total = batch * batches;
  if (total >= 0x1p62 || batch * total >= 0x1p127) {
    throw InputError(
        "the run could exceed the exact tally (2^62 quanta of 0.24 eV in a voxel); "
        "use fewer --histories and merge several runs' means instead");
  }
}

/// The loop, saved meanwhile. An exception ends it as a failure does: what was done is not lost.
RunEnd run_and_save(BatchLoop& loop, Scheduler& scheduler, RunSaver& saver,
                    const RunKeeping& keeping, const std::function<void(const std::string&)>& tell,
                    std::string& failure) {
  try {
    if (!keeping.save) return loop.run();
    Autosave autosave([&] { saver.save(scheduler); },
                      Autosave::Seconds(keeping.seconds_between_saves), tell);
    return loop.run([&] { autosave.now(); });
  } catch (const std::exception& error) {
    failure = error.what();
    scheduler.stop();
    return RunEnd::failed;
  }
}

}  // namespace

Crew workers_of_this_machine(const RunOptions& options, const Problem& problem) {
  const CudaStatus cuda =
      options.backend == "cpu" ? CudaStatus() : cuda_status_for(options.devices.cuda);
  return choose_workers(options, cuda, problem);
}

RunOutcome run_case(Case&& problem, const RunOptions& asked, const RunObserver& observer,
                    const std::atomic<bool>& stop, const ChooseWorkers& choose,
                    RunKeeping keeping) {
  Dose before = std::move(keeping.before).value_or(Dose());
  const bool resumed = keeping.before.has_value();
  const RunOptions options = resumed ? continued(asked, before) : asked;
  const RunPlan plan = plan_run(options);
  RunOutcome outcome;
  outcome.sanity = sanity_doses(problem);
  const TransportSettings settings = options.transport.settings(problem.grid.smallest_spacing_mm());
  check_emission(problem.source, settings);
  std::vector<std::string> warnings = case_warnings(problem, settings);
  warnings.insert(warnings.end(), keeping.warnings.begin(), keeping.warnings.end());
  const Problem owned(std::move(problem), settings, options.seed, plan.histories_per_batch);
  require_finite(owned.tables().view());
  check_room(plan, before.batches, owned.tables().highest_energy_MeV(), settings.dose_to_water);
  DoseOfRun doses(owned, settings, plan, options);
  if (resumed) {
    check_resumable(before, keeping.before_name, doses.frame(), plan, options);
    if (std::string text = goal_warning(before, options); !text.empty()) warnings.push_back(text);
    doses.note_before(before, options);
  } else {
    before.tally = TallySums::zero(doses.frame().mass_g.size(), owned.roi_layout());
  }
  const Watch watch(options.goal, owned.rest_of_case().rois, doses.frame().mass_g);
  Crew crew = choose(options, owned);
  if (options.verify_fraction > 0) {
    crew =
        verifying(std::move(crew), verified_batches(options.verify_fraction, options.seed, plan));
  }
  doses.note_crew(crew);
  log_info("computing on " + crew.choice);
  std::mutex telling;
  const std::function<void(const std::string&)> tell =
      [&](const std::string& message) {  // also in threads of workers
        const std::lock_guard lock(telling);
        log_info(message);
        if (observer.on_message) observer.on_message(message);
      };
  std::atomic<bool> wants_new_process{false};
  const auto on_retired = [&](const WorkerReport& worker) {
    if (keeping.new_process_at_hand && worker.wants_new_process) wants_new_process = true;
    tell(failure_of(worker));
    return !wants_new_process;
  };
  RunSaver saver(doses, keeping, warnings, tell);
  Scheduler scheduler(std::move(crew.workers), std::move(before.tally), on_retired, before.batches,
                      [&] { saver.disown_what_was_saved(); });
  BatchLoop loop(scheduler, plan, options, before.batches, watch, observer.on_progress, [&] {
    return stop.load() || wants_new_process.load() || saver.sums_are_faulty();
  });
  outcome.end = run_and_save(loop, scheduler, saver, keeping, tell, outcome.failure);

  Scheduler::Result done = scheduler.finish();
  done.seconds = loop.seconds();
  outcome.seconds = done.seconds;
  outcome.wants_new_process = wants_new_process && !stop && outcome.end != RunEnd::complete;
  outcome.computed_on = places(done.workers);
  outcome.choice_of_backend = crew.choice;
  outcome.warnings = failures(done.workers);
  if ((outcome.end == RunEnd::failed || done.batches.empty()) && outcome.failure.empty())
    outcome.failure = fmt::format("{}", fmt::join(outcome.warnings, "; "));
  if (done.batches.empty()) {
    if (outcome.wants_new_process || outcome.end == RunEnd::interrupted) return outcome;
    throw RunError(outcome.failure + "; nothing is left of the run, and nothing is saved");
  }
  for (std::string& warning : warnings) outcome.warnings.push_back(std::move(warning));
  if (outcome.end == RunEnd::partial && options.goal) {
    outcome.warnings.emplace_back(goal_not_reached);
  }
  outcome.dose = std::move(doses.fill(done, outcome.end == RunEnd::complete, outcome.warnings));
  check_sums(outcome.dose);
  if (outcome.end == RunEnd::partial && outcome.dose.complete) outcome.end = RunEnd::complete;
  return outcome;
}

}  // namespace yttria
