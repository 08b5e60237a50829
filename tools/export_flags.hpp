// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "tools/command_line.hpp"
#include "tools/flags.hpp"

namespace yttria {

/// `yttria export`.
class ExportFlags {
 public:
  explicit ExportFlags(CLI::App* app) : app_(app) {
    app->add_option("dose", command_.input, "Dose file")->type_name("DOSE.h5")->required();
    add_file("--rtdose", command_.rtdose, "DICOM RT Dose: absorbed dose, Gy");
    add_file("--nifti", command_.nifti, "NIfTI (.nii, .nii.gz): absorbed dose, Gy");
    add_file("--mhd", command_.mhd,
             "MetaImage (.mhd with .raw beside it, .mha): absorbed dose, Gy");
    add_file("--csv", command_.csv, "Dose-volume histograms of all regions");
    add_files("--uncertainty", command_.uncertainty,
              "One standard uncertainty, in the format that the ending says (.nii, .nii.gz, .mhd, "
              ".mha: relative; else DICOM RT Dose: Gy); once per file");
    app->add_flag("--force", command_.force, "Replace outputs that exist");
    add_json(app, command_.json);
    add_identity();
    app->footer(
        "Voxels without mass (density 0) have no dose: NaN in NIfTI and MetaImage, 0 in RT Dose.\n"
        "Where fewer than two batches scored, the uncertainty is unknown: NaN in NIfTI and "
        "MetaImage, the dose itself in RT Dose.");
  }

  bool given() const { return app_->parsed(); }
  ExportCommand command() const { return command_; }

 private:
  void add_file(const std::string& flag, std::optional<std::filesystem::path>& target,
                const std::string& help) {
    app_->add_option_function<std::string>(
            flag, [&target](const std::string& word) { target = word; }, help)
        ->type_name("FILE");
  }

  CLI::Option* add_files(const std::string& flag, std::vector<std::filesystem::path>& target,
                         const std::string& help) {
    return app_
        ->add_option_function<std::vector<std::string>>(
            flag,
            [&target](const std::vector<std::string>& words) {
              target.assign(words.begin(), words.end());
            },
            help)
        ->allow_extra_args(false)
        ->type_name("FILE");
  }

  void add_identity() {
    const std::string group = "What the RT Dose belongs to (nothing about a patient is made up)";
    add_files(
        "--like", command_.like,
        "A DICOM file, once per file: patient, study, frame of reference (of the CT) and plan "
        "(of an RT Plan or RT Dose) are its own")
        ->group(group);
    const auto add = [&](const char* flag, std::string& target, const char* type,
                         const char* help) {
      app_->add_option(flag, target, help)->type_name(type)->group(group);
    };
    DicomIdentity& who = command_.identity;
    add("--patient-name", who.patient_name, "FAMILY^GIVEN", "Patient's name");
    add("--patient-id", who.patient_id, "ID", "Patient's identifier");
    add("--birth-date", who.birth_date, "YYYYMMDD", "Patient's date of birth");
    add("--sex", who.sex, "M|F|O", "Patient's sex");
    add("--study-uid", who.study_uid, "UID", "Study that the dose joins [a new one]");
    add("--frame-of-reference", who.frame_of_reference_uid, "UID",
        "Frame of reference of the grid's coordinates [that of the dose file, else a new one]");
  }

  CLI::App* app_;
  ExportCommand command_;
};

}  // namespace yttria
