// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tools/command_line.hpp"
#include "tools/flags.hpp"
#include "tools/import_rules.hpp"
#include "tools/quantity.hpp"

namespace yttria {

/// Options of `yttria import dicom|nifti|mhd`; the one whose subcommand was given counts.
class ImportFlags {
 public:
  explicit ImportFlags(CLI::App* app) : app_(app) {
    app->require_subcommand(1);
    add(app->add_subcommand("dicom", "CT, PET or NM, RTSTRUCT, SEG"), ImageFormat::dicom);
    add(app->add_subcommand("nifti", "NIfTI files"), ImageFormat::plain);
    add(app->add_subcommand("mhd", "MetaImage files"), ImageFormat::plain);
  }

  bool given() const { return app_->parsed(); }
  ImportCommand command() const {
    ImportCommand result = command_;
    const CLI::App* const chosen = app_->get_subcommands().front();
    const bool dicom = chosen->get_name() == "dicom";
    result.options.format = dicom ? ImageFormat::dicom : ImageFormat::plain;
    EmissionChoice& emission = result.options.emission;
    emission.self_calibrated = result.options.calibration.total_GBq.has_value();
    emission.identifiers = result.options.identifiers;
    std::vector<std::string> given;
    for (const CLI::Option* option : chosen->get_options()) {
      if (option->count() > 0) given.push_back("--" + option->get_single_name());
    }
    check_import_flags(result.options, given);
    return result;
  }

 private:
  void add(CLI::App* app, ImageFormat format) {
    const bool dicom = format == ImageFormat::dicom;
    ImportOptions& options = command_.options;
    const std::string type = dicom ? "DIR" : "FILE";
    app->add_option("--ct", options.ct, "CT in HU")->type_name(type)->required();
    add_path(app, "--activity", options.activity, type, "Emission image");
    if (dicom) {
      add_path(app, "--rtstruct", options.rtstruct, "FILE", "Contours of regions");
      add_words<ContourGaps>(
          app, "--contour-gaps", options.contour_gaps,
          {{"bridge", ContourGaps::bridge}, {"leave", ContourGaps::leave}}, "bridge|leave",
          "Between contours more than 1.5 slices apart: each reaches halfway to the next, or holds "
          "half a slice on each side [an error where a region has such gaps mostly, else leave]");
      add_path(app, "--seg", options.seg, "FILE", "Segmentation object");
    }
    add_output(app, command_.output, command_.force, "CASE.h5");
    add_json(app, command_.json);
    add_regions(app, type);
    add_medium(app);
    add_calibration(app);
    add_timing(app, dicom);
    if (dicom) {
      app->add_flag("--any-frame-of-reference", options.any_frame_of_reference,
                    "The images are registered, whatever their frames of reference");
      app->add_flag("--other-patient", options.other_patient,
                    "The images belong together, whatever their patient IDs");
      app->add_option("--ct-series", options.ct_series, "Which series of a folder with several")
          ->type_name("NUMBER|UID");
      app->add_option("--activity-series", options.emission.series, "The same of --activity")
          ->type_name("NUMBER|UID");
      app->add_flag("--keep-identifiers", options.identifiers,
                    "Write UIDs and patient ID as they are: else UIDs as salted hashes, no ID");
    } else {
      add_words<OrientationChoice>(app, "--orientation", options.orientation,
                                   {{"sform", OrientationChoice::sform},
                                    {"qform", OrientationChoice::qform},
                                    {"matrix", OrientationChoice::matrix},
                                    {"anatomical", OrientationChoice::anatomical}},
                                   "sform|qform|matrix|anatomical",
                                   "Which orientation holds where a file has two that disagree");
    }
  }

  static void add_path(CLI::App* app, const std::string& flag,
                       std::optional<std::filesystem::path>& target, const std::string& type,
                       const std::string& help) {
    app->add_option_function<std::string>(
           flag, [&target](const std::string& word) { target = word; }, help)
        ->type_name(type);
  }

  template <class T, class Target>
  static void add_words(CLI::App* app, const std::string& flag, Target& target,
                        std::map<std::string, T> words, const std::string& type,
                        const std::string& help) {
    std::vector<std::string> known;
    for (const auto& [word, value] : words) known.push_back(word);
    app->add_option_function<std::string>(
           flag, [&target, words](const std::string& word) { target = words.at(word); }, help)
        ->check(one_of(known))
        ->type_name(type);
  }

  /// A flag that may be given several times, NAME=VALUE each.
  template <class T, class Parse>
  static void add_named(CLI::App* app, const std::string& flag,
                        std::vector<std::pair<std::string, T>>& target, Parse parse,
                        const std::string& type, const std::string& help) {
    app->add_option_function<std::vector<std::string>>(
           flag,
           [flag, &target, parse](const std::vector<std::string>& words) {
             for (const std::string& word : words) target.push_back(parse(flag, word));
           },
           help)
        ->allow_extra_args(false)
        ->type_name(type);
  }

  void add_regions(CLI::App* app, const std::string& type) {
    ImportOptions& options = command_.options;
    add_named(app, "--mask", options.masks, parse_named_path, "NAME=" + type,
              "A region: an image that is not 0 inside");
    app->add_option("--roi", options.wanted, "Regions of --rtstruct and --seg, by pattern [all]")
        ->allow_extra_args(false)
        ->type_name("PATTERN");
    add_named(app, "--role", options.roles, parse_role, "PATTERN=ROLE",
              "tumour, normal_liver, lung or other, by pattern (* and ?), the first that fits");
  }

  void add_medium(CLI::App* app) {
    ImportOptions& options = command_.options;
    app->add_option_function<std::string>(
           "--grid",
           [&options](const std::string& word) {
             if (word == "ct" || word == "activity") {
               options.grid = word == "ct" ? ImageGrid::ct : ImageGrid::activity;
             } else {
               options.grid = parse_spacing("--grid", word);
             }
           },
           "Voxels of the case: those of an image, or edges in mm along the axes of the CT; a "
           "mixed voxel is of the material with most of its mass [ct]")
        ->type_name("ct|activity|MM");
    app->add_option("--body", options.body,
                    "Outside it all is air: a region, auto (made from the CT), none")
        ->capture_default_str()
        ->type_name("NAME|auto|none");
    app->add_option_function<std::string>(
           "--outside-body",
           [&options](const std::string& word) { options.keep_activity_outside = word == "keep"; },
           "Activity of the image outside the body [keep]")
        ->check(one_of({"keep", "remove"}))
        ->type_name("keep|remove");
    add_optional(app, "--crop", options.crop_mm, "MM", "Crop to the body with this margin, mm")
        ->check(CLI::NonNegativeNumber);
    add_path(app, "--hu-curve", options.hu_curve, "CSV",
             "hu,density_g_cm3[,material] instead of Schneider 2000");
    add_named(app, "--cap-hu", options.hu_caps, parse_named_number, "NAME=HU",
              "Contrast agent or metal: no more HU than this in a region");
  }

  void add_calibration(CLI::App* app) {
    Calibration& calibration = command_.options.calibration;
    const std::string group = "How much activity (without: the values of the image)";
    add_parsed(app, "--total-activity", calibration.total_GBq, parse_positive, "GBQ",
               "Administered; the image gives the distribution alone (self-calibration)")
        ->group(group);
    app->add_option("--residual", calibration.residual_GBq, "Left in vial and tubes, GBq")
        ->capture_default_str()
        ->type_name("GBQ")
        ->group(group);
    add_optional(app, "--lung-shunt", calibration.lung_shunt_percent, "PCT",
                 "Percent of it in the lungs, evenly, whatever the image has there")
        ->group(group);
    app->add_option("--lungs", calibration.lungs,
                    "A region, ct (made from the CT), outside (the shunted part is left out) "
                    "[regions with the role]")
        ->type_name("NAME|ct|outside")
        ->group(group);
    add_named(app, "--uptake", calibration.uptakes, parse_named_number, "NAME=RATIO",
              "Instead of an image: relative concentration (Bq/mL) in a region");
  }

  void add_timing(CLI::App* app, bool dicom) {
    EmissionChoice& emission = command_.options.emission;
    app->add_option("--nuclide", emission.nuclide, "What was administered")
        ->capture_default_str()
        ->type_name("NAME");
    add_parsed(app, "--administered", emission.administered, parse_moment, "\"DATE TIME\"",
               "When, instead of what the images say: 2024-01-31 14:30:00");
    add_parsed(app, "--imaged", emission.imaged, parse_moment, "\"DATE TIME\"",
               "What the values are of or were corrected to, where the images do not say");
    add_words<DecayCorrection>(app, "--decay-correction", emission.correction,
                               {{"none", DecayCorrection::none},
                                {"start", DecayCorrection::start},
                                {"administration", DecayCorrection::administration}},
                               "none|start|administration",
                               "To what the values were corrected, where the images do not say");
    if (dicom) {
      app->add_flag("--any-nuclide", emission.any_nuclide,
                    "Values are right although the images name another nuclide or none");
    } else {
      add_words<EmissionUnit>(app, "--units", emission.unit,
                              {{"Bq/mL", EmissionUnit::Bq_per_mL}, {"Bq", EmissionUnit::Bq}},
                              "Bq/mL|Bq", "What the values of --activity are (Bq: in each voxel)");
    }
  }

  CLI::App* app_;
  ImportCommand command_;
};

}  // namespace yttria
