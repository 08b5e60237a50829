// SPDX-License-Identifier: Apache-2.0
#include "engine/report/checklist.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/report/method_text.hpp"

namespace yttria::report {

namespace {

class Answers {
 public:
  Answers(const ReportFile& file, const ReportCase* of_case)
      : file_(file), run_(*file.map.run), of_case_(of_case) {}

  std::vector<ChecklistItem> all() const {
    return {
        {"Title", "Monte Carlo is named", "The head of this report names the method."},
        {"Methods", "Code, version, reference",
         fmt::format("Yttria {}, commit {}.", said("version"), said("git_commit"))},
        {"Methods", "Validation",
         "Point kernels, voxel S values, interfaces and Fano's theorem against published data "
         "and EGSnrc: tests/validation/RESULTS.md of that version, each row with its digest. "
         "Of this case: see the mean-dose check at the head."},
        {"Methods", "Hardware and timing", hardware()},
        {"Methods", "Geometry", geometry()},
        {"Methods", "Materials", materials()},
        {"Methods", "Source", source()},
        {"Methods", "Physics and cross-sections",
         "Stopping powers: Bethe-Moller with the exact density effect of Sternheimer 1952 (ICRU "
         "Report 37, ICRU Report 90); bremsstrahlung: Seltzer and Berger 1986; elastic: McKinley "
         "and "
         "Feshbach 1948, screened to ELSEPA's transport cross-sections (Salvat et al. 2005), soft "
         "inelastic: Kawrakow 1997; photons: XCOM and EPDL97. Physics digest " +
             said("physics_digest") + "."},
        {"Methods", "Transport parameters", parameters()},
        {"Methods", "Variance reduction, approximations",
         fmt::format("{} Electrons that cannot leave their voxel end at "
                     "once: {}. Photons: {}.",
                     emission_sampling(), said("end_confined"), said("photons"))},
        {"Methods", "Scored quantities",
         fmt::format("Energy deposited in each voxel, exact integers of 2^-22 MeV; absorbed dose "
                     "to {}.",
                     file_.map.dose_to)},
        {"Methods", "Normalisation",
         fmt::format("Per history, times {:.6g} decays of the case, over the mass of the voxel.",
                     run_.total_decays)},
        {"Methods", "Histories, random numbers",
         fmt::format("{} histories in {} batches of {}; Philox4x32-10, seed {}.", run_.histories(),
                     run_.tally.batches, run_.identity.histories_per_batch, run_.identity.seed)},
        {"Methods", "Statistical method",
         "Batches (means, voxels) and balanced half samples of 16 groups (D(x), V(d)); 1 "
         "sigma."},
        {"Methods", "Post-processing", "None: no smoothing, no resampling, no denoising."},
        {"Results", "Statistical uncertainty", uncertainty()},
        {"Results", "Other uncertainties",
         "Stopping powers of tissue 1 to 2 % (composition, mean excitation energy); elastic "
         "cross-sections 1 to 2 %; of the transport itself, see the validation. Those of the "
         "activity map, densities and contours are the case's and not in these figures."},
        {"Results", "Reproducible",
         fmt::format("Run digest {}, tally digest {}, case digest {}.", said("run_digest"),
                     said("tally_digest"), said("case_digest"))},
        {"Discussion", "Limits of the model",
         "Decays stay where the case has them; no biological clearance, "
         "no motion; dose in single voxels is an average over the voxel."},
        {"Discussion", "Agreement with other work", ""}};
  }

 private:
  std::string said(const char* name) const {
    return file_.facts.text(name).value_or("(not stated)");
  }

  std::string hardware() const {
    return fmt::format("{} ({}), driver {}; {:.4g} s of transport, {:.3g} histories per second.",
                       said("backend"), said("device"), said("driver"),
                       file_.facts.number("transport_seconds").value_or(std::nan("")),
                       file_.facts.number("histories_per_second").value_or(std::nan("")));
  }

  std::string geometry() const {
    const Grid& grid = file_.map.grid;
    return fmt::format("{} x {} x {} voxels of {:g} x {:g} x {:g} mm, {:.4g} kg in all.",
                       grid.shape[0], grid.shape[1], grid.shape[2], grid.spacing_mm[0],
                       grid.spacing_mm[1], grid.spacing_mm[2], file_.mass_g * 1e-3);
  }

  std::string materials() const {
    if (of_case_ == nullptr) {
      return "Those of the case, by its digest; give the case (--case) to have them named.";
    }
    std::string names;
    for (const std::string& name : of_case_->materials) names += (names.empty() ? "" : ", ") + name;
    return names +
           "; compositions with their sources in physics_data/materials.csv unless the case "
           "defines them.";
  }

  std::string source() const {
    return fmt::format("{} ({}), {} MeV per decay; {:.6g} decays; internal bremsstrahlung {}.",
                       said("nuclide"), said("nuclide_data"), said("energy_per_decay_MeV"),
                       run_.total_decays, said("internal_bremsstrahlung"));
  }

  std::string parameters() const {
    return fmt::format(
        "Preset {}: electron cut-off {} keV, photon cut-off {} keV, Moller {} keV, bremsstrahlung "
        "{} keV, hinges of {} first transport mean free paths and {} g/cm2 at most.",
        said("preset"), said("electron_cutoff_keV"), said("photon_cutoff_keV"), said("moller_keV"),
        said("brems_keV"), said("hinge_g"), said("hinge_path_g_cm2"));
  }

  std::string uncertainty() const {
    if (std::isnan(file_.max50)) return "Not known for single voxels: too few batches.";
    return fmt::format(
        "{:.2f} % in single voxels (root mean square above half the maximum dose); of regions, see "
        "the tables.",
        100 * file_.max50);
  }

  const ReportFile& file_;
  const Dose& run_;
  const ReportCase* of_case_;
};

}  // namespace

std::vector<ChecklistItem> checklist(const ReportFile& file, const ReportCase* of_case) {
  return file.map.run ? Answers(file, of_case).all() : std::vector<ChecklistItem>{};
}

}  // namespace yttria::report
