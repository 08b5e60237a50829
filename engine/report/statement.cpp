// SPDX-License-Identifier: Apache-2.0
#include "engine/report/statement.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "engine/physics/nuclide.hpp"
#include "engine/report/report_data.hpp"
#include "engine/report/table.hpp"
#include "engine/result/statistics.hpp"
#include "kernels/core/constants.hpp"
#include "kernels/core/energy_quanta.hpp"

namespace yttria::report {

namespace {

using Verdict = Statement::Verdict;

/// As the file has it, else that of the nuclide by its name; 0: not known.
double half_life_of(const Facts& facts, const std::string& emitter) {
  if (const auto stated = facts.number("half_life_h")) return *stated;
  const std::vector<std::string> known = nuclide_names();
  const bool named = std::find(known.begin(), known.end(), emitter) != known.end();
  return named ? nuclide(emitter).half_life_h : 0;
}

std::string source_words(const Facts& facts) {
  const auto decays = facts.number("total_decays");
  if (!decays) return {};
  const std::string emitter = facts.text("nuclide").value_or("the source");
  std::string words = fmt::format(" of {} decays of {}", digits(*decays), emitter);
  if (const double half_life_h = half_life_of(facts, emitter); half_life_h > 0) {
    const double becquerel = *decays * std::log(2.0) / (half_life_h * 3600);
    words += fmt::format(" ({:.4g} GBq at time zero)", becquerel * 1e-9);
  }
  return words;
}

std::string method_words(const ReportFile& file) {
  if (file.map.run) {
    return fmt::format("Monte Carlo, preset {}, {} histories", file.map.run->identity.preset,
                       digits(static_cast<double>(file.map.run->histories())));
  }
  const auto method = file.facts.text("method");
  return method ? "kernel method " + *method : "a method that the file does not name";
}

Statement computed(const ReportFile& file) {
  const Grid& grid = file.map.grid;
  return {
      file.map.complete ? Verdict::fact : Verdict::doubt, "Computed",
      fmt::format("Absorbed dose to {}{} by {}; {} x {} x {} voxels of {:g} x {:g} x {:g} mm.{}",
                  file.map.dose_to, source_words(file.facts), method_words(file), grid.shape[0],
                  grid.shape[1], grid.shape[2], grid.spacing_mm[0], grid.spacing_mm[1],
                  grid.spacing_mm[2], file.map.complete ? "" : " The run is partial.")};
}

Statement energy(const ReportFile& file) {
  if (!file.map.run) {
    const auto deposited = file.facts.number("deposited_fraction");
    if (!deposited) return {Verdict::unknown, "Energy", "No sums of energy in this file."};
    const double left = file.facts.number("left_grid_fraction").value_or(0);
    const double beyond = file.facts.number("beyond_kernel_fraction").value_or(0);
    const double vacuum = file.facts.number("in_vacuum_fraction").value_or(0);
    return {Verdict::fact, "Energy",
            fmt::format("{:.2f} % of the energy deposited, {:.2f} % left the grid, {:.2f} % fell "
                        "beyond the kernel, {:.2f} % on vacuum.",
                        100 * *deposited, 100 * left, 100 * beyond, 100 * vacuum)};
  }
  const TallySums& tally = file.map.run->tally;
  const bool exact = tally.emitted == tally.deposited + tally.escaped;
  return {
      exact ? Verdict::good : Verdict::bad, "Energy",
      fmt::format("Emitted {} {} deposited {} + escaped {} quanta of 2^-22 MeV{}; {:.3f} % "
                  "escaped.",
                  tally.emitted, exact ? "=" : "!=", tally.deposited, tally.escaped,
                  exact ? ", an equality of integers" : ": NOT BALANCED",
                  100 * static_cast<double>(tally.escaped) / static_cast<double>(tally.emitted))};
}

/// The largest noise bias among D70, D90 and V100 of a file's regions. Of doses in percent of the
/// figure, of volumes in percent of the volume; `other` regions, such as a whole body with hardly
/// any dose, are left out where there are others.
struct LargestBias {
  double percent = 0;
  std::string words;

  explicit LargestBias(const ReportFile& file) {
    const auto all = [](const RoiStatistics& r) { return r.role == RoiRole::other; };
    const bool only_others = std::all_of(file.regions.begin(), file.regions.end(), all);
    for (const RoiStatistics& r : file.regions) {
      if (r.role == RoiRole::other && !only_others) continue;
      take("D70", r, r.D70.noise_bias, r.D70.value, "Gy");
      take("D90", r, r.D90.noise_bias, r.D90.value, "Gy");
      take("V100", r, 100 * r.V100.noise_bias, 100, "% of the volume");
    }
  }
  void take(const char* figure, const RoiStatistics& r, double bias, double whole,
            const char* unit) {
    if (!(whole > 0) || !(std::abs(bias) > percent / 100 * whole)) return;
    percent = 100 * std::abs(bias) / whole;
    words = fmt::format("{} of {}: {} {}", figure, r.name, bias_words(bias), unit);
  }
};

Statement uncertainty(const ReportFile& file) {
  constexpr double worth_doubt = 0.05;
  if (!file.map.run) {
    return {Verdict::unknown, "Uncertainty",
            "Not stated by the file, which has no sums of batches; that of the method itself is "
            "not statistical."};
  }
  constexpr double worth_doubt_percent = 1;  // noise bias
  double largest = -1;
  std::vector<std::string> unknown;
  std::string where;
  for (const RoiStatistics& region : file.regions) {
    if (std::isnan(region.mean_uncertainty)) unknown.push_back(region.name);
    if (!(region.mean_uncertainty > largest)) continue;
    largest = region.mean_uncertainty;
    where = region.name;
  }
  std::string words =
      std::isnan(file.max50)
          ? "Not known for single voxels (too few batches)"
          : fmt::format("{:.2f} % in single voxels (root mean square above half the maximum dose)",
                        100 * file.max50);
  if (largest >= 0) {
    words += fmt::format("; of region means {:.2f} % or less (largest: {})", 100 * largest, where);
  }
  words += ", 1 sigma";
  if (!unknown.empty()) words += fmt::format("; not known for: {}", fmt::join(unknown, ", "));
  const LargestBias bias(file);
  if (bias.percent > 0) words += "; largest noise bias about that of " + bias.words;
  const bool good = file.max50 < worth_doubt && largest < worth_doubt && unknown.empty() &&
                    bias.percent <= worth_doubt_percent;
  return {good ? Verdict::good : Verdict::doubt, "Uncertainty", words + "."};
}

/// Energy emitted over mass, Gy; NaN when the file does not say.
double energy_over_mass_Gy(const ReportFile& file) {
  const auto per_decay = file.facts.number("energy_per_decay_MeV");
  const auto decays = file.facts.number("total_decays");
  if (!per_decay || !decays) return std::nan("");
  return *per_decay * *decays * constants::joule_per_MeV * 1e3 / file.mass_g;
}

/// Part of the emitted energy that the file says is not in the dose.
double lost_fraction(const ReportFile& file) {
  if (file.map.run) {
    const TallySums& tally = file.map.run->tally;
    return static_cast<double>(tally.escaped) / static_cast<double>(tally.emitted);
  }
  return 1 - file.facts.number("deposited_fraction").value_or(1);
}

/// Relative standard uncertainty of the energy that a run emits, from the spectrum. That of one
/// history is 0.6. The n histories of a batch are a lattice, whose mean scatters by 3/n (measured
/// with batches of 100 to 16000), or as independent ones do where these are fewer; batches are
/// independent.
double emitted_scatter(const Dose& run) {
  const auto n = static_cast<double>(run.identity.histories_per_batch);
  const double one_batch = std::min(0.6 / std::sqrt(n), 3 / n);
  return one_batch / std::sqrt(static_cast<double>(run.tally.batches));
}

Statement mean_dose(const ReportFile& file) {
  const double expected_Gy = energy_over_mass_Gy(file);
  if (std::isnan(file.mass_g)) {
    return {Verdict::unknown, "Mean dose",
            fmt::format("{:.4g} Gy over all voxels; without masses there is no check against the "
                        "energy.",
                        file.mean_Gy)};
  }
  const std::string mean =
      fmt::format("{} Gy over {} kg", digits(file.mean_Gy), digits(file.mass_g * 1e-3));
  if (std::isnan(expected_Gy) || !(expected_Gy > 0)) {
    return {Verdict::unknown, "Mean dose",
            mean + "; the file does not say how much energy was emitted."};
  }
  if (file.map.dose_to != "medium") {
    return {Verdict::fact, "Mean dose",
            fmt::format("{} to {}; energy over mass, which is dose to medium, is {:.4g} Gy.", mean,
                        file.map.dose_to, expected_Gy)};
  }
  const double lost = lost_fraction(file);
  const double left_over = file.mean_Gy / expected_Gy - (1 - lost);
  const double allowed = std::max(1e-3, file.map.run ? 4 * emitted_scatter(*file.map.run) : 0);
  return {
      std::abs(left_over) <= allowed ? Verdict::good : Verdict::doubt, "Mean dose",
      fmt::format(
          "{}; all energy over all mass would be {:.4g} Gy ({:+.2f} %); {:.2f} % of the energy is "
          "not in the dose, {:+.2f} % stay unexplained.",
          mean, expected_Gy, 100 * (file.mean_Gy / expected_Gy - 1), 100 * lost, 100 * left_over)};
}

Statement warnings(const ReportFile& file) {
  std::vector<std::string> all = file.facts.list("warnings");
  if (!file.map.complete) all.insert(all.begin(), "the dose is partial");
  if (all.empty()) return {Verdict::good, "Warnings", "None."};
  return {Verdict::doubt, "Warnings", fmt::format("{}.", fmt::join(all, "; "))};
}

}  // namespace

const char* to_string(Statement::Verdict verdict) {
  static constexpr const char* words[] = {"fact", "good", "doubt", "bad", "unknown"};
  return words[static_cast<std::size_t>(verdict)];
}

std::vector<Statement> head_statements(const ReportFile& file) {
  return {computed(file), energy(file), uncertainty(file), mean_dose(file), warnings(file)};
}

}  // namespace yttria::report
