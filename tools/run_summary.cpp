// SPDX-License-Identifier: Apache-2.0
#include "tools/run_summary.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "engine/error.hpp"
#include "engine/result/statistics.hpp"
#include "kernels/core/constants.hpp"
#include "kernels/core/energy_quanta.hpp"
#include "tools/dose_summary.hpp"
#include "tools/exit_code.hpp"
#include "tools/message.hpp"
#include "tools/printable.hpp"

namespace yttria {

namespace {

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
    fmt::print("{:20} {:12.4g} {:22.4g} {:>12}\n", printable(expected.region), mean_Gy,
               expected.dose_Gy, difference);
  }
  const double escaped =
      100 * static_cast<double>(dose.tally.escaped) / static_cast<double>(dose.tally.emitted);
  fmt::print("{:20} {:>48}\n", "escaped", fmt::format("{:.2f} %", escaped));
}

void print(const RunCommand& command, const RunOutcome& outcome, const FinalSave& saved) {
  const std::vector<RoiStatistics>& regions = saved.regions;
  if (command.json) {
    nlohmann::ordered_json report = dose_json(outcome.dose, regions);
    report["end"] = to_string(outcome.end);
    report["file"] = saved.file.string();
    report["warnings"] = outcome.warnings;
    fmt::print("{}\n",
               report.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    return;
  }
  fmt::print("{}", dose_text(outcome.dose, regions));
  print_sanity(outcome);
  fmt::print("computed on  {}\nchosen       {}\n", outcome.computed_on, outcome.choice_of_backend);
  fmt::print("file         {}\n", saved.file.string());
}

}  // namespace

/// Whoever closed the terminal has asked for the end and sees none
/// of that.
int tell_end(const RunCommand& command, const RunOutcome& outcome, const FinalSave& saved) {
  const bool interrupted = outcome.end == RunEnd::interrupted;
  const std::string file = saved.file.string();
  bool printed = true;
  try {
    print(command, outcome, saved);
    printed = std::fflush(stdout) == 0;
  } catch (const std::system_error&) {
    printed = false;
  }
  if (!saved.trouble.empty()) throw RunError(saved.trouble + "; what was computed is in " + file);
  if (outcome.end == RunEnd::failed) {
    throw RunError(outcome.failure + "; what was done before is in " + file);
  }
  if (!printed && !interrupted) {
    throw RunError("standard output cannot be written; the dose is in " + file);
  }
  if (!interrupted) return exit_code::done;
  print_note("interrupted; what was done is in " + file + "; --resume goes on");
  return exit_code::interrupted;
}

}  // namespace yttria
