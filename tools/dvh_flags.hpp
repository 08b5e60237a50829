// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "engine/error.hpp"
#include "tools/command_line.hpp"
#include "tools/flags.hpp"
#include "tools/quantity.hpp"

namespace yttria {

/// `yttria dvh`. Radiobiology needs all of its parameters: one that is missing is an error.
class DvhFlags {
 public:
  explicit DvhFlags(CLI::App* app) {
    app->add_option("dose", command_.input, "Dose file")->type_name("DOSE.h5")->required();
    app->add_option("--roi", command_.rois, "Regions, once per region [all]")
        ->allow_extra_args(false)
        ->type_name("NAME");
    add_numbers(app, "--D", command_.D_percent, {1e-6, 100}, "98,50",
                "Doses that at least so many percent of the volume receive, beside the usual",
                "percents above 0 and up to 100, such as 98,50");
    add_numbers(app, "--V", command_.V_Gy, {0, largest}, "50,100",
                "Volume fractions that receive at least so many Gy, beside V100",
                "doses in Gy, such as 50,100");
    app->add_option_function<std::string>(
           "--csv", [this](const std::string& word) { command_.csv = word; },
           "Write the histograms to FILE, all regions below each other")
        ->type_name("FILE");
    app->add_flag("--force", command_.force, "Replace the FILE of --csv when it exists");
    add_json(app, command_.json);
    add_radiobiology(app);
    app->footer(
        "BED = D (1 + D/(alpha/beta) T_rep/(T_rep + T_eff)), voxel by voxel: a dose rate that "
        "decays exponentially to nothing (Dale 1985)\n"
        "gEUD = (mean D^a)^(1/a) (Niemierko 1999)\n"
        "EUBED = -ln(mean exp(-alpha BED))/alpha (Jones and Hoban 2000)\n"
        "No parameter has a default, and the output repeats those that were given.");
  }

  DvhCommand command() const {
    DvhCommand result = command_;
    result.radiobiology.effect = effect();
    result.physical_half_life = half_life_ == "physical";
    for (const double a : result.radiobiology.gEUD_a) {
      if (a == 0) throw InputError("--gEUD '0': give an exponent other than 0; 1 is the mean");
    }
    if (result.radiobiology.alpha_per_Gy && !result.radiobiology.effect) {
      throw InputError("--alpha: needs --alpha-beta, --repair-half-time and --effective-half-life");
    }
    return result;
  }

 private:
  static constexpr double largest = std::numeric_limits<double>::max();

  static void add_numbers(CLI::App* app, const std::string& flag, std::vector<double>& target,
                          std::pair<double, double> limits, const std::string& type,
                          const std::string& help, const std::string& wanted) {
    app->add_option_function<std::vector<std::string>>(
           flag,
           [&target, flag, limits, wanted](const std::vector<std::string>& words) {
             for (const std::string& word : words) {
               for (const double value :
                    parse_numbers(flag, word, limits.first, limits.second, wanted)) {
                 target.push_back(value);
               }
             }
           },
           help)
        ->allow_extra_args(false)
        ->type_name(type);
  }

  void add_radiobiology(CLI::App* app) {
    const std::string group = "Radiobiology (only when asked for)";
    add_parsed(app, "--alpha-beta", alpha_beta_Gy_, parse_positive, "GY",
               "alpha/beta of the tissue, Gy: BED, with the next two")
        ->group(group);
    add_parsed(app, "--repair-half-time", repair_h_, parse_hours, "TIME",
               "Half-time of the repair of sublethal damage: 30min, 1.5h")
        ->group(group);
    app->add_option("--effective-half-life", half_life_,
                    "Half-life of the dose rate: 64.1h, 2.67d; physical: that of the dose file")
        ->type_name("TIME|physical")
        ->group(group);
    add_parsed(app, "--alpha", command_.radiobiology.alpha_per_Gy, parse_positive, "1/GY",
               "Radiosensitivity, 1/Gy: EUBED, with the three above")
        ->group(group);
    add_numbers(app, "--gEUD", command_.radiobiology.gEUD_a, {-largest, largest}, "A",
                "Generalised equivalent uniform dose with this exponent, not 0",
                "exponents, such as -10 or 1,5");
    app->get_option("--gEUD")->group(group);
  }

  std::optional<BiologicalEffect> effect() const {
    if (!alpha_beta_Gy_ && !repair_h_ && half_life_.empty()) return std::nullopt;
    const std::string beside =
        ": is missing; BED needs --alpha-beta, --repair-half-time and "
        "--effective-half-life";
    if (!alpha_beta_Gy_) throw InputError("--alpha-beta" + beside);
    if (!repair_h_) throw InputError("--repair-half-time" + beside);
    if (half_life_.empty()) throw InputError("--effective-half-life" + beside);
    BiologicalEffect effect{*alpha_beta_Gy_, *repair_h_, 0};
    if (half_life_ != "physical") {
      effect.effective_half_life_h = parse_hours("--effective-half-life", half_life_);
    }
    return effect;
  }

  DvhCommand command_;
  std::optional<double> alpha_beta_Gy_, repair_h_;
  std::string half_life_;
};

}  // namespace yttria
