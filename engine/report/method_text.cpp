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
      "average, isotropic, at a place drawn from the activity of the case: evenly within a voxel "
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
      "powers: Bethe and Moller with the exact density effect of Sternheimer; bremsstrahlung: "
      "Seltzer and Berger 1986). Deflections follow Goudsmit and Saunderson's distribution for "
      "screened Mott scattering (transport cross-sections: Salvat et al. 2005) at random hinges "
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
      "1965): Compton scattering with binding (Klein-Nishina times EPDL97's scattering function), "
      "Rayleigh scattering (EPDL97), photoelectric absorption and pair production (XCOM); the "
      "electrons they set free are transported.",
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
      "more (ICRU Report 83). No variance reduction is used.",
      file.map.dose_to, run.tally.batches, run.identity.histories_per_batch);
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
  return words + ".";
}

std::vector<std::string> kernel_text(const Facts& facts, const std::string& method) {
  static const std::map<std::string, const char*> meanings = {
      {"local", "all energy of a decay stays in the voxel where it is emitted"},
      {"vsv", "the map of decays is convolved with voxel S values of a uniform medium"},
      {"vsv-density",
       "the map of decays is convolved with voxel S values of a uniform medium, and the energy "
       "divided by the mass that each voxel really has"},
      {"dpk-density",
       "a dose point kernel is laid around each source voxel along rays, its radius measured in "
       "mass path through the densities of the case"}};
  const auto meaning = meanings.find(method);
  std::string words = fmt::format(
      "Method. No transport in the patient: {} ({}). {} decays of {} of {} MeV each.",
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

std::vector<std::string> method_text(const ReportFile& file) {
  const Facts& facts = file.facts;
  if (file.map.run) {
    return {source_text(facts),    transport_text(facts), photon_text(facts),
            statistics_text(file), numbers_text(facts),   machine_text(facts)};
  }
  if (const auto method = facts.text("method")) return kernel_text(facts, *method);
  return {"The file does not say how this dose was computed. It holds a grid and a dose" +
          std::string(file.map.mass_g.empty() ? "" : ", and the mass of each voxel") + "."};
}

const std::vector<Reference>& references() {
  static const std::vector<Reference> all = {
      {"Berger M J, Hubbell J H, Seltzer S M et al. XCOM: photon cross sections database. NIST",
       "10.18434/T48G6X"},
      {"Bland J M, Altman D G 1986. Statistical methods for assessing agreement between two "
       "methods "
       "of clinical measurement. Lancet 327, 307-310",
       "10.1016/S0140-6736(86)90837-8"},
      {"Cullen D E, Hubbell J H, Kissel L 1997. EPDL97, UCRL-50400 vol. 6 rev. 5",
       "10.2172/295438"},
      {"Goudsmit S, Saunderson J L 1940. Multiple scattering of electrons. Phys Rev 57, 24-29",
       "10.1103/PhysRev.57.24"},
      {"ICRU Report 83, 2010. Prescribing, recording, and reporting photon-beam IMRT", ""},
      {"Kao Y H et al. 2013. Partition model in today's notation. Cardiovasc Intervent Radiol",
       "10.1007/s00270-013-0783-z"},
      {"Low D A, Harms W B, Mutic S, Purdy J A 1998. A technique for the quantitative evaluation "
       "of "
       "dose distributions. Med Phys 25, 656-661",
       "10.1118/1.598248"},
      {"McCarthy P J 1969. Pseudo-replication: half samples. Rev Int Stat Inst 37, 239-264",
       "10.2307/1402116"},
      {"Salmon J K, Moraes M A, Dror R O, Shaw D E 2011. Parallel random numbers: as easy as 1, 2, "
       "3. SC11",
       "10.1145/2063384.2063405"},
      {"Salvat F, Jablonski A, Powell C J 2005. ELSEPA. Comput Phys Commun 165, 157-190",
       "10.1016/j.cpc.2004.09.006"},
      {"Sechopoulos I et al. 2018. RECORDS: improved reporting of Monte Carlo radiation transport "
       "studies: report of the AAPM Research Committee Task Group 268. Med Phys 45, e1-e5",
       "10.1002/mp.12702"},
      {"Seltzer S M, Berger M J 1986. Bremsstrahlung energy spectra. At Data Nucl Data Tables 35, "
       "345-418",
       "10.1016/0092-640X(86)90014-8"},
      {"Sempau J, Wilderman S J, Bielajew A F 2000. DPM. Phys Med Biol 45, 2263-2291",
       "10.1088/0031-9155/45/8/315"},
      {"Sternheimer R M, Berger M J, Seltzer S M 1984. Density effect. At Data Nucl Data Tables "
       "30, "
       "261-271",
       "10.1016/0092-640X(84)90002-0"},
      {"Woodcock E et al. 1965. Techniques used in the GEM code. ANL-7050", ""}};
  return all;
}

std::string intended_use() {
  return "For research, and for the independent verification of doses from other systems. Yttria "
         "is not a medical device, and this report must not be the basis of a treatment decision. "
         "Doses rest on the activity map, the densities and the contours of the case, whose own "
         "uncertainties are not in the figures here.";
}

}  // namespace yttria::report
