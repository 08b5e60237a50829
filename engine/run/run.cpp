// SPDX-License-Identifier: Apache-2.0
#include "engine/run/run.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <memory>

#include "engine/error.hpp"
#include "engine/result/statistics.hpp"
#include "engine/run/preflight.hpp"
#include "engine/run/problem.hpp"
#include "engine/version.hpp"
#include "kernels/launch/backend.hpp"

namespace yttria {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr std::uint64_t goal_interval = 16;  // batches between tests of the goal

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

std::unique_ptr<Backend> make_backend(const Problem& problem, const RunOptions& options,
                                      std::vector<std::string>& warnings) {
  const auto cpu = [&] {
    return make_cpu_backend(problem.view(), problem.roi_layout(), options.threads);
  };
  if (options.backend == "cpu") return cpu();
  const CudaStatus cuda = cuda_status();
  if (options.backend == "cuda" && !cuda.usable) {
    throw InputError("--backend cuda: " + cuda.reason + "; use --backend cpu");
  }
  if (options.backend != "cuda" && options.backend != "auto") {
    throw InputError("--backend '" + options.backend + "' is unknown; use auto, cpu or cuda");
  }
  if (!cuda.usable) return cpu();
  if (options.devices.size() > 1) {
    warnings.push_back("only the first of the --devices is used by this version");
  }
  return make_cuda_backend(problem.view(), problem.roi_layout(),
                           options.devices.empty() ? 0 : options.devices.front());
}

/// Follows the uncertainty that a run reports or stops at.
class Watch {
 public:
  Watch(const RunOptions& options, const std::vector<Roi>& rois, const std::vector<float>& mass_g)
      : mass_g_(mass_g) {
    if (!options.goal) return;
    wanted_ = options.goal->percent / 100;
    if (options.goal->name == "max50") return;
    for (std::size_t i = 0; i < rois.size(); ++i) {
      if (rois[i].name == options.goal->name) roi_ = i;
    }
    if (!roi_) {
      std::string names = "max50";
      for (const Roi& roi : rois) names += ", " + roi.name;
      throw InputError("--goal " + options.goal->name + ": no such ROI in the case; there are " +
                       names);
    }
  }

  double uncertainty(const TallySums& sums) const {
    if (roi_) {
      return relative_uncertainty(sums.roi_energy[*roi_], sums.roi_squared[*roi_], sums.batches);
    }
    return max50_uncertainty(sums, mass_g_);
  }
  bool reached(double uncertainty) const { return wanted_ && uncertainty <= *wanted_; }
  std::optional<double> wanted() const { return wanted_; }

 private:
  const std::vector<float>& mass_g_;
  std::optional<std::size_t> roi_;
  std::optional<double> wanted_;
};

class Loop {
 public:
  Loop(Backend& backend, const RunPlan& plan, const RunOptions& options, const Watch& watch,
       const std::function<void(const Progress&)>& on_progress, const std::atomic<bool>& stop)
      : backend_(backend),
        plan_(plan),
        options_(options),
        watch_(watch),
        on_progress_(on_progress),
        stop_(stop) {}

  RunEnd run() {
    for (std::uint64_t batch = plan_.batches.first; batch < plan_.batches.last; ++batch) {
      const HistoryResult result = backend_.run_batch(batch);
      if (result.lost != 0 || result.emitted != result.deposited + result.escaped) {
        throw RunError("batch " + std::to_string(batch) +
                       ": energy is not balanced or a particle was lost; this is a fault of the "
                       "program or of the machine (yttria selftest tells which)");
      }
      total_ += result;
      done_ = batch + 1 - plan_.batches.first;
      report();
      const bool last = batch + 1 == plan_.batches.last;
      if (watch_.wanted() && (last || done_ % goal_interval == 0)) {
        uncertainty_ = watch_.uncertainty(backend_.sums());
        if (watch_.reached(uncertainty_)) return RunEnd::complete;
      }
      if (last) break;
      if (stop_.load()) return RunEnd::interrupted;
      if (options_.max_seconds && seconds_since(start_) >= *options_.max_seconds) {
        return RunEnd::partial;
      }
    }
    const bool all = !options_.batches && !watch_.wanted();
    return all ? RunEnd::complete : RunEnd::partial;
  }

  std::uint64_t done() const { return done_; }
  const HistoryResult& total() const { return total_; }
  double seconds() const { return seconds_since(start_); }

 private:
  void report() {
    if (!on_progress_) return;
    Progress p;
    p.seconds = seconds_since(start_);
    // Looking at all voxels may cost more than a batch: keep it below a twentieth of the time.
    if (p.seconds >= next_look_) {
      const Clock::time_point begin = Clock::now();
      uncertainty_ = watch_.uncertainty(backend_.sums());
      next_look_ = seconds_since(start_) + std::fmax(1.0, 20 * seconds_since(begin));
    }
    p.histories_done = done_ * plan_.histories_per_batch;
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

  Backend& backend_;
  const RunPlan& plan_;
  const RunOptions& options_;
  const Watch& watch_;
  const std::function<void(const Progress&)>& on_progress_;
  const std::atomic<bool>& stop_;
  Clock::time_point start_ = Clock::now();
  std::uint64_t done_ = 0;
  HistoryResult total_;
  double uncertainty_ = unknown;
  double next_look_ = 0;
};

}  // namespace

RunOutcome run_case(Case&& problem, const RunOptions& options,
                    const std::function<void(const Progress&)>& on_progress,
                    const std::atomic<bool>& stop) {
  const RunPlan plan = plan_run(options);
  RunOutcome outcome;
  outcome.sanity = sanity_doses(problem);
  const TransportSettings settings = options.transport.settings(problem.grid.smallest_spacing_mm());
  check_emission(problem.source, settings);
  const std::vector<std::string> range = case_warnings(problem, settings);
  const Problem owned(std::move(problem), settings, options.seed, plan.histories_per_batch);
  check_room(plan, owned.tables().highest_energy_MeV(), settings.dose_to_water);
  std::vector<float> mass_g = owned.mass_g();
  const Watch watch(options, owned.rest_of_case().rois, mass_g);
  const std::unique_ptr<Backend> backend = make_backend(owned, options, outcome.warnings);
  Loop loop(*backend, plan, options, watch, on_progress, stop);
  outcome.end = loop.run();
  const double seconds = loop.seconds();
  for (const std::string& warning : range) outcome.warnings.push_back(warning);
  if (outcome.end == RunEnd::partial && options.goal) {
    outcome.warnings.push_back("the goal was not reached before the cap of histories or time");
  }

  const Case& rest = owned.rest_of_case();
  Dose& dose = outcome.dose;
  dose.tally = backend->take_sums();
  dose.grid = rest.grid;
  dose.mass_g = std::move(mass_g);
  dose.rois = rest.rois;
  dose.total_decays = rest.source.total_decays;
  dose.batches = {{plan.batches.first, plan.batches.first + loop.done()}};
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
      {"particles", loop.total().particles},
      {"particles_left_grid", loop.total().left_grid},
      {"transport_seconds", seconds},
      {"histories_per_second", histories / seconds},
      {"backend", backend->name()},
      {"device", backend->device()},
      {"git_commit", git_commit()},
      {"electron_cutoff_keV", settings.electron_cutoff_keV},
      {"photon_cutoff_keV", settings.photon_cutoff_keV},
      {"moller_keV", settings.moller_keV},
      {"brems_keV", settings.brems_keV},
      {"hinge_g", settings.hinge_g},
      {"hinge_path_g_cm2", settings.hinge_path_g_cm2},
      {"photons", std::string(settings.follow_photons ? "on" : "escape")},
      {"internal_bremsstrahlung",
       std::string(settings.internal_bremsstrahlung
                       ? "on: Knipp-Uhlenbeck-Bloch, allowed shape, no Coulomb correction"
                       : "off")},
      {"warnings", outcome.warnings},
  };
  if (rest.source.half_life_h > 0) {
    dose.provenance.emplace_back("half_life_h", rest.source.half_life_h);
  }
  return outcome;
}

}  // namespace yttria
