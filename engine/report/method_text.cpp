// SPDX-License-Identifier: Apache-2.0
#include "engine/report/method_text.hpp"

#include <fmt/format.h>

#include <map>

namespace yttria::report {

namespace {

std::string said(const Facts& facts, const char* name) {
  return facts.text(name).value_or("(not stated)");
}

std::string source_text(const Facts& facts) {
  std::string words = fmt::format(
      "Source. Each history is one decay of {}: one electron from its spectrum ({}), {} MeV on "
      "average, isotropic, at a place of the activity of the case: evenly within a voxel "
      "of its map, or at its points.",
      said(facts, "nuclide"), said(facts, "nuclide_data"), said(facts, "energy_per_decay_MeV"));
  if (const auto half_life = facts.text("half_life_h")) {
    words += fmt::format(
        " Activity at time zero became decays with a half-life of {} h and no biological "
        "clearance.",
        *half_life);
  }
  return words + fmt::format(" Photons of the decay itself (internal bremsstrahlung): {}.",
                             facts.text("internal_bremsstrahlung").value_or("off"));
}

std::string transport_text(const Facts& facts) {
  return fmt::format(
      "Electrons. Class II condensed history: Moller collisions above {} keV and bremsstrahlung "
      "above {} keV are single events, the rest is a continuous loss with straggling (stopping "
      "powers: Bethe and Moller, ICRU Report 37, with the density effect of Sternheimer 1952 "
      "solved "
      "exactly, as in ICRU Report 90; bremsstrahlung: Seltzer and Berger 1986). Deflections follow "
      "the distribution of Goudsmit and Saunderson 1940 for the Mott scattering of McKinley and "
      "Feshbach 1948, screened so that the transport cross-sections are those of Salvat et al. "
      "2005, "
      "and soft inelastic collisions (Kawrakow 1997), at random hinges "
      "(Sempau et al. 2000) whose clock runs in first transport mean free paths, {} of one at "
      "most and {} g/cm2 at most. Electrons end at {} keV and spread what they have left over "
      "half of their residual range; those that cannot reach the wall of their voxel end there: "
      "{}.",
      said(facts, "moller_keV"), said(facts, "brems_keV"), said(facts, "hinge_g"),
      said(facts, "hinge_path_g_cm2"), said(facts, "electron_cutoff_keV"),
      said(facts, "end_confined"));
}

std::string photon_text(const Facts& facts) {
  if (said(facts, "photons") == "escape") {
    return "Photons. Bremsstrahlung leaves where it is born; its energy is counted as escaped.";
  }
  return fmt::format(
      "Photons. Bremsstrahlung is followed down to {} keV by Woodcock tracking (Woodcock et al. "
      "1965): Compton scattering with binding (Klein and Nishina 1929 times EPDL97's scattering "
      "function), Rayleigh scattering (EPDL97), photoelectric absorption (directions: Sauter 1931) "
      "and pair production (XCOM); the electrons they set free are transported.",
      said(facts, "photon_cutoff_keV"));
}

std::string statistics_text(const ReportFile& file) {
  const Dose& run = *file.map.run;
  return fmt::format(
      "Scoring and statistics. Absorbed dose to {} in a voxel is the energy deposited in it (to "
      "water: weighted by the ratio of collision stopping powers), summed as integers of 2^-22 "
      "MeV, times decays per history, over its mass. Uncertainties "
      "are 1 sigma. Those of voxels and region means come from the scatter of {} batches of {} "
      "histories and hold all correlations within a history; those of D(x) and V(d) from 30 "
      "balanced half samples of 16 groups of batches (McCarthy 1969). D(x) is the largest dose "
      "that at least x % of the volume receives, V(d) the part of the volume that receives d or "
      "more (ICRU Report 83).",
      file.map.dose_to, run.tally.batches, run.identity.histories_per_batch);
}

std::string sampling_text() {
  return "Sampling. " + emission_sampling() +
         " Voxel doses scatter less than with independent emissions; the uncertainties here, from "
         "batches, have it in them.";
}

std::string numbers_text(const Facts& facts) {
  return fmt::format(
      "Random numbers. Philox4x32-10 (Salmon et al. 2011), keyed by the seed {} and the number of "
      "the history: the result is a function of case, settings, seed and histories alone, bit for "
      "bit, whatever computes it. Run digest {}.",
      said(facts, "seed"), said(facts, "run_digest"));
}

std::string machine_text(const Facts& facts) {
  std::string words =
      fmt::format("Computation. Yttria {} (commit {}) on {} ({})", said(facts, "version"),
                  said(facts, "git_commit"), said(facts, "backend"), said(facts, "device"));
  const auto seconds = facts.number("transport_seconds");
  const auto speed = facts.number("histories_per_second");
  if (seconds) words += fmt::format("; {:.4g} s of transport", *seconds);
  if (speed) words += fmt::format(", {:.3g} histories per second", *speed);
  if (const auto when = facts.text("finished_utc")) words += "; finished " + *when + " UTC";
  return words + ".";
}

std::vector<std::string> kernel_text(const Facts& facts, const std::string& method) {
  static const std::map<std::string, const char*> meanings = {
      {"local", "all energy of a decay stays in the voxel where it is emitted"},
      {"vsv",
       "the map of decays is convolved with voxel S values of a uniform medium (Bolch et al. "
       "1999)"},
      {"vsv-density",
       "the map of decays is convolved with voxel S values of a uniform medium (Bolch et al. "
       "1999), and the energy divided by the mass that each voxel really has (Dieudonne et al. "
       "2013)"},
      {"dpk-density",
       "a dose point kernel is laid around each source voxel along rays, its radius measured in "
       "mass path through the densities of the case"}};
  const auto meaning = meanings.find(method);
  std::string words = fmt::format(
      "Method. No transport in the patient: {}. Method {}; {} decays of {} of {} MeV "
      "each.",
      meaning == meanings.end() ? "a kernel method" : meaning->second, method,
      said(facts, "total_decays"), said(facts, "nuclide"), said(facts, "energy_per_decay_MeV"));
  if (const auto medium = facts.text("kernel_medium")) {
    words += fmt::format(" Kernel of {} at {} g/cm3", *medium, said(facts, "kernel_density_g_cm3"));
    if (const auto digest = facts.text("kernel_run_digest")) {
      words += fmt::format(", from this program's transport (preset {}, run digest {})",
                           said(facts, "kernel_preset"), *digest);
    }
    words += ".";
  }
  return {words,
          "Such a method has no statistical uncertainty of its own in this report; its "
          "error is systematic, and largest where densities change."};
}

}  // namespace

std::string emission_sampling() {
  return "The emissions of a batch are one systematic sample: their places are spread evenly over "
         "the cumulative activity; place within the voxel, direction and energy are points of a "
         "Richtmyer lattice that is shifted at random in every batch (Cranley and Patterson 1976). "
         "Each history by itself is uniform, so means are unbiased, and batches are independent. "
         "There is no other variance reduction: no splitting, no Russian roulette, no biasing; all "
         "histories weigh the same.";
}

std::vector<std::string> method_text(const ReportFile& file) {
  const Facts& facts = file.facts;
  if (file.map.run) {
    return {source_text(facts),    transport_text(facts), photon_text(facts), sampling_text(),
            statistics_text(file), numbers_text(facts),   machine_text(facts)};
  }
  if (const auto method = facts.text("method")) return kernel_text(facts, *method);
  return {"The file does not say how this dose was computed. It holds a grid and a dose" +
          std::string(file.map.mass_g.empty() ? "" : ", and the mass of each voxel") + "."};
}

std::string intended_use() {
  return "For research, and for the independent verification of doses from other systems. Yttria "
         "is not a medical device, and this report must not be the basis of a treatment decision. "
         "Doses rest on the activity map, the densities and the contours of the case, whose own "
         "uncertainties are not in the figures here.";
}

}  // namespace yttria::report
