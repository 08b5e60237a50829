// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/error.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/log.hpp"
#include "engine/new_file.hpp"
#include "engine/result/checkpoint.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/output_lock.hpp"
#include "engine/result/roi_voxels.hpp"
#include "engine/run/memory.hpp"
#include "engine/run/run.hpp"
#include "kernels/launch/thread_pool.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/file_stamp.hpp"
#include "tools/final_save.hpp"
#include "tools/interruption.hpp"
#include "tools/message.hpp"
#include "tools/new_process.hpp"
#include "tools/progress.hpp"
#include "tools/refuse_same.hpp"
#include "tools/run_summary.hpp"
#include "tools/tried_case.hpp"

namespace yttria {

namespace {

void warn(const std::string& message) {
  print_warning(message);
  log_info("warning: " + message);
}

void note(const std::string& message) {
  print_note(message);
  log_info(message);
}

void warn_about_memory(const Case& problem, const RunOptions& options) {
  const MemoryNeed need = memory_need(problem);
  const std::uint64_t workers = std::max<std::size_t>(1, options.devices.cuda.size());
  const std::uint64_t host =
      (options.backend == "cpu" ? need.host_cpu_backend : need.host_cuda_backend) +
      (options.verify_fraction > 0 ? workers * need.verification : 0);
  const std::uint64_t available = available_host_memory();
  if (available == 0 || host <= available) return;
  warn(fmt::format("the run takes about {:.2f} GiB of memory and {:.2f} GiB are available",
                   static_cast<double>(host) / 0x1p30, static_cast<double>(available) / 0x1p30));
}

/// What lies beside an output while it is computed.
std::vector<std::filesystem::path> companions(const std::filesystem::path& output) {
  const Checkpoint checkpoint(output);
  return {checkpoint.newest(), checkpoint.older(), lock_of(output)};
}

/// Reports of the part of the run before this one are gone on from; another file is not touched.
bool continues_progress(const RunCommand& command) {
  return (command.resume || earlier_processes() > 0) && is_progress_file(*command.progress_json);
}

/// Whatever can be refused is refused before anything is read or computed.
void check_names(const RunCommand& command, bool replace) {
  hdf5::check_output(command.output, replace);
  refuse_same(command.output, command.input, "-o would replace the case");
  const std::string companions_of =
      fmt::format(" is what the run of -o {} writes on its way", command.output.string());
  for (const std::filesystem::path& companion : companions(command.output)) {
    refuse_same(command.input, companion, "as the case" + companions_of);
    if (command.progress_json)
      refuse_same(*command.progress_json, companion, "as --progress-json" + companions_of);
  }
  if (!command.progress_json) return;
  hdf5::check_output(*command.progress_json, command.force || continues_progress(command));
  refuse_same(*command.progress_json, command.input, "--progress-json would replace the case");
  refuse_same(*command.progress_json, command.output, "--progress-json and -o are one file");
}

/// What --resume goes on from. Otherwise what an interrupted run has saved must not be lost by
/// mistake.
std::optional<Resumable> earlier_part(const RunCommand& command, const Checkpoint& checkpoint) {
  if (!command.resume) {
    if (checkpoint.exists() && !command.force) {
      throw InputError(fmt::format(
          "{}: an interrupted run has saved itself there; --resume goes on from it, --force begins "
          "anew",
          checkpoint.newest().string()));
    }
    return std::nullopt;
  }
  std::optional<Resumable> before = read_resumable(command.output, command.force, warn);
  if (!before) {
    note(fmt::format("nothing to resume at {}; beginning anew", command.output.string()));
    return before;
  }
  note(fmt::format("going on from {}: batches {} ({} histories each)", before->file.string(),
                   to_string(before->dose.batches), before->dose.identity.histories_per_batch));
  return before;
}

Case read_input(const std::filesystem::path& input) {
  log_info("reading " + input.string());
  Case problem = tried_case(input);
  log_info(fmt::format("{} voxels, {:.6g} decays, case digest {}", problem.grid.voxels(),
                       problem.source.total_decays, problem.digest));
  return problem;
}

/// The result must fit where it is to go; that its checkpoints fit, too, is only wished for.
void check_space(const std::filesystem::path& output, const Case& problem) {
  const std::uint64_t need = dose_file_bytes(
      static_cast<std::uint64_t>(problem.grid.voxels()),
      static_cast<std::uint64_t>(RoiVoxels(problem.rois).size()), problem.rois.size());
  const std::uint64_t free = hdf5::free_space(output).value_or(3 * need);
  const auto megabytes = [](std::uint64_t bytes) { return static_cast<double>(bytes) / 1e6; };
  struct rlimit growth = {};
  if (::getrlimit(RLIMIT_FSIZE, &growth) == 0 && growth.rlim_cur < need) {
    throw InputError(fmt::format(
        "{}: takes up to {:.3g} MB and files may grow to {:.3g} MB (ulimit -f); raise that limit",
        output.string(), megabytes(need), megabytes(growth.rlim_cur)));
  }
  if (free < need) {
    throw InputError(fmt::format(
        "{}: takes up to {:.3g} MB and {:.3g} MB are free there; make room or give another place",
        output.string(), megabytes(need), megabytes(free)));
  }
  if (free >= 3 * need) return;
  warn(
      fmt::format("{}: the result fits, but not beside two checkpoints ({:.3g} MB each, {:.3g} MB "
                  "are free)",
                  output.string(), megabytes(need), megabytes(free)));
}

/// The run in this process. `way` when it is to go on in another.
int run_here(const RunCommand& command, std::optional<Way>& way) {
  const bool replace = command.force || command.resume;
  check_names(command, replace);
  plan_run(command.options);
  limit_shared_threads(command.options.threads);
  command.options.transport.settings(1);
  const std::atomic<bool>& stop = stop_when_asked();  // also while a large case is read
  const OutputLock lock(command.output, warn);
  hdf5::check_output(command.output, replace);  // another process may just have finished it
  const Checkpoint checkpoint(command.output);
  hdf5::remove_unfinished(command.output);  // of a process that was killed
  hdf5::remove_unfinished(checkpoint.newest());
  auto before = earlier_part(command, checkpoint);
  std::optional<OutputLock> progress_lock;
  if (command.progress_json) progress_lock.emplace(*command.progress_json, warn);
  const FileStamp stamp = stamp_of(command.input);
  Case problem = read_input(command.input);
  if (stamp_of(command.input) != stamp) {
    throw InputError(command.input.string() + ": was changed while it was read; run again");
  }
  warn_about_memory(problem, command.options);
  check_space(command.output, problem);
  ProgressReport progress(command.options.goal ? command.options.goal->name : "max50",
                          command.progress_json,
                          command.progress_json && continues_progress(command));
  if (stop.load()) {
    note("interrupted before anything was computed; what was saved earlier remains");
    return exit_code::interrupted;
  }
  std::vector<std::string> told;
  const RunObserver observer = {[&](const Progress& p) { progress.show(p); },
                                [&](const std::string& message) {
                                  warn(message);
                                  told.push_back(message);
                                }};
  RunKeeping keeping;
  const bool from_output = before && before->file == command.output;
  const auto as_before = [done = before ? before->dose.batches : std::vector<BatchRange>(),
                          complete = before && before->dose.complete](const Dose& dose) {
    return dose.batches == done && dose.complete == complete;
  };
  if (before) {
    keeping.before_name = before->file.string();
    keeping.before = std::move(before->dose);
  }
  bool given_up =
      !command.resume;  // by --force: the checkpoints, as long as they are another run's
  keeping.save = [&](const Dose& dose) {
    const auto begin = std::chrono::steady_clock::now();
    try {
      checkpoint.write(dose);
    } catch (const SyncError&) {  // it may be there all the same
      given_up = false;
      throw;
    }
    if (std::exchange(given_up, false)) checkpoint.remove_older();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    log_info(fmt::format("saved {} histories in {:.3g} s", dose.histories(), took.count()));
  };
  keeping.disown = [&] { checkpoint.set_aside(warn); };
  keeping.seconds_between_saves = command.seconds_between_saves;
  if (const int times = earlier_processes(); times > 0) {
    keeping.warnings = {
        fmt::format("a device failed and the run went on in a new process, {} of at most {} times",
                    times, times + new_processes_left())};
  }
  keeping.new_process_at_hand = new_processes_left() > 0;
  RunOutcome outcome = run_case(std::move(problem), command.options, observer, stop, command.choose,
                                std::move(keeping));
  progress.close();
  if (stamp_of(command.input) != stamp) {
    outcome.warnings.push_back(fmt::format(
        "{} was changed or removed during the run; the dose is of what was read (case digest {})",
        command.input.string(), outcome.dose.identity.case_digest));
  }
  log_info(fmt::format("{} histories done", outcome.dose.histories()));
  if (outcome.dose.batches.empty()) {
    if (outcome.wants_new_process && !stop.load()) {
      way = Way{false, outcome.seconds};
      return exit_code::failed;
    }
    note("interrupted; of what was computed nothing could be kept, and nothing is saved");
    return exit_code::interrupted;
  }
  const FinalSave saved =
      from_output && as_before(outcome.dose)
          ? FinalSave{command.output, roi_statistics(outcome.dose), ""}  // it need not be written
          : save_finally(command.output, outcome.dose, replace, checkpoint, given_up);
  log_info("the dose is in " + saved.file.string());
  if (saved.trouble.empty() || given_up) checkpoint.remove();
  for (const std::string& warning : outcome.warnings) {
    if (std::find(told.begin(), told.end(), warning) == told.end()) warn(warning);
  }
  if (outcome.wants_new_process && saved.trouble.empty()) {
    if (!stop.load()) {
      way = Way{true, outcome.seconds};
      return exit_code::interrupted;
    }
    outcome.end = RunEnd::interrupted;  // while this was saved
  }
  return tell_end(command, outcome, saved);
}

}  // namespace

int execute(const RunCommand& command) {
  std::optional<Way> way;
  const int code = run_here(command, way);
  if (!way) return code;
  note("the device cannot be used any more by this process; going on in a new one");
  const std::string reason = become_new_process(*way);
  throw RunError(fmt::format("a new process cannot be started ({}); {}", reason,
                             way->saved ? "--resume goes on" : "nothing was done; run again"));
}

}  // namespace yttria
