// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/case/case_file.hpp"
#include "engine/error.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/log.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/statistics.hpp"
#include "engine/run/memory.hpp"
#include "engine/run/run.hpp"
#include "kernels/core/constants.hpp"
#include "kernels/core/energy_quanta.hpp"
#include "tools/command_line.hpp"
#include "tools/dose_summary.hpp"
#include "tools/exit_code.hpp"
#include "tools/interruption.hpp"
#include "tools/message.hpp"
#include "tools/progress.hpp"
#include "tools/refuse_same.hpp"

namespace yttria {

namespace {

void warn(const std::string& message) {
  print_warning(message);
  log_info("warning: " + message);
}

void warn_about_memory(const Case& problem, const RunOptions& options) {
  const MemoryNeed need = memory_need(problem);
  const std::uint64_t host =
      options.backend == "cpu" ? need.host_cpu_backend : need.host_cuda_backend;
  const std::uint64_t available = available_host_memory();
  if (available == 0 || host <= available) return;
  warn(fmt::format("the run takes about {:.2f} GiB of memory and {:.2f} GiB are available",
                   static_cast<double>(host) / 0x1p30, static_cast<double>(available) / 0x1p30));
}

const char* to_string(RunEnd end) {
  switch (end) {
    case RunEnd::complete:
      return "complete";
    case RunEnd::partial:
      return "partial";
    case RunEnd::interrupted:
      return "interrupted";
    case RunEnd::failed:
      return "failed";
  }
  return "";
}

/// The mean doses beside total energy over mass. Over everything the two differ by exactly what
/// escaped; in a region also by what crosses its surface. Of dose to water no such thing is known.
void print_sanity(const RunOutcome& outcome) {
  const Dose& dose = outcome.dose;
  if (dose.identity.dose_to != "medium") return;
  const double joule_per_quantum = quantum_MeV * constants::joule_per_MeV;
  fmt::print("\n{:20} {:>12} {:>22} {:>12}\n", "mean dose check", "mean Gy", "energy over mass Gy",
             "difference");
  for (std::size_t i = 0; i < outcome.sanity.size(); ++i) {
    const SanityDose& expected = outcome.sanity[i];
    const std::uint64_t energy =
        i < dose.rois.size() ? dose.tally.roi_energy[i] : dose.tally.deposited;
    const double mean_Gy = static_cast<double>(energy) * joule_per_quantum *
                           decays_per_history(dose) / (expected.mass_g * 1e-3);
    const std::string difference =  // none where nothing is emitted or nothing has mass
        expected.dose_Gy > 0 ? fmt::format("{:.2f} %", 100 * (mean_Gy / expected.dose_Gy - 1))
                             : "-";
    fmt::print("{:20} {:12.4g} {:22.4g} {:>12}\n", expected.region, mean_Gy, expected.dose_Gy,
               difference);
  }
  const double escaped =
      100 * static_cast<double>(dose.tally.escaped) / static_cast<double>(dose.tally.emitted);
  fmt::print("{:20} {:>48}\n", "escaped", fmt::format("{:.2f} %", escaped));
}

void print(const RunCommand& command, const RunOutcome& outcome,
           const std::vector<RoiStatistics>& regions) {
  if (command.json) {
    nlohmann::ordered_json report = dose_json(outcome.dose, regions);
    report["end"] = to_string(outcome.end);
    report["file"] = command.output.string();
    report["warnings"] = outcome.warnings;
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    return;
  }
  fmt::print("{}", dose_text(outcome.dose, regions));
  print_sanity(outcome);
  fmt::print("computed on  {}\nchosen       {}\n", outcome.computed_on, outcome.choice_of_backend);
  fmt::print("file         {}\n", command.output.string());
}

}  // namespace

int execute(const RunCommand& command) {
  // Whatever can be refused is refused before anything is read or computed.
  hdf5::check_output(command.output, command.force);
  refuse_same(command.output, command.input, "-o would replace the case");
  if (command.progress_json) {
    hdf5::check_output(*command.progress_json, command.force);
    refuse_same(*command.progress_json, command.input, "--progress-json would replace the case");
    refuse_same(*command.progress_json, command.output, "--progress-json and -o are one file");
  }
  plan_run(command.options);
  command.options.transport.settings(1);
  ProgressReport progress(command.options.goal ? command.options.goal->name : "max50",
                          command.progress_json);
  log_info("reading " + command.input.string());
  Case problem = read_case(command.input);
  log_info(fmt::format("{} voxels, {:.6g} decays, case digest {}", problem.grid.voxels(),
                       problem.source.total_decays, problem.digest));
  warn_about_memory(problem, command.options);

  const std::atomic<bool>& stop = stop_when_asked();
  std::vector<std::string> told;
  const RunObserver observer = {[&](const Progress& p) { progress.show(p); },
                                [&](const std::string& message) {
                                  warn(message);
                                  told.push_back(message);
                                }};
  RunOutcome outcome = run_case(std::move(problem), command.options, observer, stop);
  progress.close();
  log_info(fmt::format("{} after {} histories", to_string(outcome.end), outcome.dose.histories()));
  const std::vector<RoiStatistics> regions =
      write_dose(command.output, outcome.dose, command.force);
  log_info("written " + command.output.string());
  for (const std::string& warning : outcome.warnings) {
    if (std::find(told.begin(), told.end(), warning) == told.end()) warn(warning);
  }
  print(command, outcome, regions);
  if (outcome.end == RunEnd::failed) {
    throw RunError(outcome.failure + "; what was done before is in " + command.output.string());
  }
  if (outcome.end != RunEnd::interrupted) return exit_code::done;
  std::fprintf(stderr, "yttria: interrupted; what was done is in %s\n",
               command.output.string().c_str());
  return exit_code::interrupted;
}

}  // namespace yttria
