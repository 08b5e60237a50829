// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/physics/transport_settings.hpp"
#include "engine/result/dose.hpp"
#include "engine/run/crew.hpp"
#include "engine/run/sanity_dose.hpp"

namespace yttria {

class Problem;

/// Stop when the mean dose of an ROI, or "max50", has this relative standard uncertainty.
struct Goal {
  std::string name;
  double percent = 0;
};

/// Where a run is computed: CUDA devices, each with a worker of its own, and the CPU beside them.
struct DeviceList {
  std::vector<int> cuda;  // empty: the first usable
  bool cpu = false;
};

/// How a case is run. Nothing here but settings, seed and the set of batches affects the dose.
struct RunOptions {
  std::optional<std::uint64_t> histories;  // default 1e7; with a goal: a cap
  std::optional<Goal> goal;
  std::optional<double> max_seconds;
  TransportChoice transport;
  std::uint64_t seed = 1;
  std::string backend = "auto";  // auto | cpu | cuda
  int threads = 0;               // 0: all
  DeviceList devices;
  std::optional<std::uint64_t> batch_size;
  std::optional<BatchRange> batches;  // only these
  double verify_fraction = 0;         // of the batches that are computed twice and compared
};

struct Progress {
  std::uint64_t histories_done = 0;
  std::uint64_t histories_total = 0;  // 0: unknown, a goal without a cap
  double seconds = 0;
  double histories_per_second = 0;
  double uncertainty = 0;   // relative; of the goal, else max50; NaN at first
  double seconds_left = 0;  // NaN while unknown
};

enum class RunEnd { complete, partial, interrupted, failed };

struct RunOutcome {
  Dose dose;
  RunEnd end = RunEnd::complete;
  std::vector<std::string> warnings;
  std::vector<SanityDose> sanity;  // what the means are to be compared with
  std::string failure;             // why a failed run ended
  std::string computed_on;         // by whom, in one line
  std::string choice_of_backend;   // who was to, and why
  /// Ended early for that, see RunKeeping. When nothing was done, the dose is empty then.
  bool wants_new_process = false;
  double seconds = 0;  // of computing, now; what --max-time limits
};

/// Which batches a run consists of.
struct RunPlan {
  std::uint64_t histories_per_batch = 0;
  std::uint64_t planned_batches = 0;  // of the whole run; a cap with a goal
  BatchRange batches{};               // of this part of it
};
/// Throws InputError for options that contradict each other.
RunPlan plan_run(const RunOptions& options);

/// Who computes; a test may choose other workers than the machine's.
using ChooseWorkers = std::function<Crew(const RunOptions&, const Problem&)>;
Crew workers_of_this_machine(const RunOptions& options, const Problem& problem);

/// Who is told how a run gets on. Messages come at once, from any thread, one at a time.
struct RunObserver {
  std::function<void(const Progress&)> on_progress;
  std::function<void(const std::string&)> on_message;
};

/// How a run is kept against interruption.
struct RunKeeping {
  std::optional<Dose> before;         // what was done of it earlier; --resume
  std::string before_name;            // its file, for messages
  std::vector<std::string> warnings;  // of earlier processes of this run, to be kept with the dose
  /// Called from a thread of its own with what is done; may throw, and is then called again.
  std::function<void(const Dose&)> save;
  double seconds_between_saves = 300;  // at least
  /// Called when what was saved holds batches that have proved wrong.
  std::function<void()> disown;
  /// Whether who called goes on in a new process when a device has failed that this one cannot use
  /// again. Else the other workers compute what is left.
  bool new_process_at_hand = false;
};

/// The warning of a goal that a cap of histories or time came before.
inline constexpr const char* goal_not_reached =
    "the goal was not reached before the cap of histories or time";

/// Computes a case. `stop` set from a signal handler ends the run after the batches in hand. When
/// every worker fails, or an exception ends the run, the outcome holds what was done; RunError when
/// that is nothing. Sums, digests and batches are those of one run without interruptions, whatever
/// was done before. Throws InputError when that is not of this run.
RunOutcome run_case(Case&& problem, const RunOptions& options, const RunObserver& observer,
                    const std::atomic<bool>& stop,
                    const ChooseWorkers& choose = workers_of_this_machine, RunKeeping keeping = {});

}  // namespace yttria
