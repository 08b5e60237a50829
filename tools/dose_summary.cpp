// SPDX-License-Identifier: Apache-2.0
#include "tools/dose_summary.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <vector>

#include "engine/result/statistics.hpp"
#include "engine/result/tally_digest.hpp"
#include "kernels/core/constants.hpp"
#include "kernels/core/energy_quanta.hpp"
#include "tools/printable.hpp"
#include "tools/region_summary.hpp"

namespace yttria {

namespace {

using Json = nlohmann::ordered_json;

double total_mass_g(const Dose& dose) {
  return std::accumulate(dose.mass_g.begin(), dose.mass_g.end(), 0.0);
}

/// Gy over all mass for all decays of the case, from a number of quanta of the run.
double mean_over_all_mass_Gy(const Dose& dose, std::uint64_t quanta) {
  return absorbed_dose_Gy(quanta, total_mass_g(dose), decays_per_history(dose));
}

double energy_per_decay_MeV(const Dose& dose) {
  return static_cast<double>(dose.tally.emitted) * quantum_MeV /
         static_cast<double>(dose.histories());
}

double escaped_fraction(const Dose& dose) {
  return static_cast<double>(dose.tally.escaped) / static_cast<double>(dose.tally.emitted);
}

std::string percent(double relative) {
  return std::isnan(relative) ? std::string("-") : fmt::format("{:.2f} %", 100 * relative);
}

std::string region_table(const std::vector<RoiStatistics>& regions) {
  if (regions.empty()) return {};
  std::string text = fmt::format("{:<20} {:<12} {:>9} {:>9} {:>9} {:>8} {:>8} {:>8} {:>8} {:>6}\n",
                                 "region", "role", "volume mL", "mass g", "mean Gy", "1 sigma",
                                 "D95 Gy", "D70 Gy", "D50 Gy", "V100");
  for (const RoiStatistics& roi : regions) {
    text += fmt::format(
        "{:<20} {:<12} {:>9.4g} {:>9.4g} {:>9.4g} {:>8} {:>8.4g} {:>8.4g} {:>8.4g} {:>6.3f}\n",
        printable(roi.name), to_string(roi.role), roi.volume_mL, roi.mass_g, roi.mean_Gy,
        percent(roi.mean_uncertainty), roi.D95.value, roi.D70.value, roi.D50.value, roi.V100.value);
  }
  return text + "\n";
}

Json regions_json(const std::vector<RoiStatistics>& regions) {
  Json all = Json::array();
  for (const RoiStatistics& roi : regions) all.push_back(region_json(roi));
  return all;
}

Json entries_json(const Provenance& provenance) {
  Json entries = Json::object();
  for (const auto& [name, value] : provenance) {
    std::visit([&, &key = name](const auto& v) { entries[key] = v; }, value);
  }
  return entries;
}

std::string batches_text(const std::vector<BatchRange>& batches) {
  std::string text;
  for (const BatchRange& range : batches) {
    text += fmt::format("{}{}:{}", text.empty() ? "" : " ", range.first, range.last);
  }
  return text;
}

}  // namespace

std::string dose_text(const Dose& dose, const std::vector<RoiStatistics>& regions) {
  const TallySums& tally = dose.tally;
  const bool balanced = tally.emitted == tally.deposited + tally.escaped;
  std::string text = region_table(regions);
  text += fmt::format("made by      yttria {}, preset {}, seed {}\n", dose.identity.version,
                      dose.identity.preset, dose.identity.seed);
  text += fmt::format("histories    {} for {:.6g} decays, batches {} ({} histories each), {}\n",
                      dose.histories(), dose.total_decays, batches_text(dose.batches),
                      dose.identity.histories_per_batch, dose.complete ? "complete" : "partial");
  text += fmt::format("energy       emitted {} {} deposited {} + escaped {} quanta{}\n",
                      tally.emitted, balanced ? "=" : "!=", tally.deposited, tally.escaped,
                      balanced ? " (exact)" : ": NOT BALANCED");
  text += fmt::format("             {:.4f} MeV per decay, {:.3f} % escaped\n",
                      energy_per_decay_MeV(dose), 100 * escaped_fraction(dose));
  text += fmt::format("mean dose    {:.4g} Gy to {} over all {:.4g} kg",
                      mean_over_all_mass_Gy(dose, scored_quanta(tally)), dose.identity.dose_to,
                      total_mass_g(dose) * 1e-3);
  if (dose.identity.dose_to == "medium") {
    text +=
        fmt::format("; {:.4g} Gy if nothing escaped", mean_over_all_mass_Gy(dose, tally.emitted));
  }
  text += "\n";
  text += fmt::format("uncertainty  {} (1 sigma, root mean square above half the maximum dose)\n",
                      percent(max50_uncertainty(tally, dose.mass_g)));
  text += fmt::format("digests      case    {}\n             physics {}\n",
                      dose.identity.case_digest, dose.identity.physics_digest);
  text += fmt::format("             tally   {}\n             run     {}\n", tally_digest(dose),
                      run_digest(tally));
  return text;
}

nlohmann::ordered_json dose_json(const Dose& dose, const std::vector<RoiStatistics>& regions) {
  Json batches = Json::array();
  for (const BatchRange& range : dose.batches) batches.push_back({range.first, range.last});
  const TallySums& tally = dose.tally;
  return {{"status", dose.complete ? "complete" : "partial"},
          {"regions", regions_json(regions)},
          {"histories", dose.histories()},
          {"histories_per_batch", dose.identity.histories_per_batch},
          {"batches", batches},
          {"total_decays", dose.total_decays},
          {"emitted_quanta", tally.emitted},
          {"deposited_quanta", tally.deposited},
          {"escaped_quanta", tally.escaped},
          {"quantum_MeV", quantum_MeV},
          {"balanced", tally.emitted == tally.deposited + tally.escaped},
          {"energy_per_decay_MeV", energy_per_decay_MeV(dose)},
          {"mass_g", total_mass_g(dose)},
          {"mean_dose_Gy", mean_over_all_mass_Gy(dose, scored_quanta(tally))},
          {"max50_uncertainty", max50_uncertainty(tally, dose.mass_g)},
          {"seed", dose.identity.seed},
          {"preset", dose.identity.preset},
          {"dose_to", dose.identity.dose_to},
          {"version", dose.identity.version},
          {"case_digest", dose.identity.case_digest},
          {"physics_digest", dose.identity.physics_digest},
          {"tally_digest", tally_digest(dose)},
          {"run_digest", run_digest(tally)},
          {"provenance", entries_json(dose.provenance)}};
}

std::string dose_text(const DoseMap& map, const std::vector<RoiStatistics>& regions) {
  if (map.run) return dose_text(*map.run, regions);
  std::string text = region_table(regions);
  for (const auto& [name, value] : map.provenance) {
    if (name == "method") text += fmt::format("method       {}\n", std::get<std::string>(value));
    if (name == "kernel_medium") {
      text += fmt::format("kernel       of {}\n", std::get<std::string>(value));
    }
  }
  return text + "uncertainty  - (a dose without batches)\n";
}

nlohmann::ordered_json dose_json(const DoseMap& map, const std::vector<RoiStatistics>& regions) {
  if (map.run) return dose_json(*map.run, regions);
  return {{"status", map.complete ? "complete" : "partial"},
          {"regions", regions_json(regions)},
          {"dose_to", map.dose_to},
          {"provenance", entries_json(map.provenance)}};
}

}  // namespace yttria
