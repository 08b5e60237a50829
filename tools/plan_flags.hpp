// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "tools/command_line.hpp"
#include "tools/flags.hpp"
#include "tools/quantity.hpp"

namespace yttria {

class PlanFlags {
 public:
  explicit PlanFlags(CLI::App* app) {
    app->add_option("case", command_.input, "Case file")->type_name("CASE.h5")->required();
    app->add_option_function<std::string>(
           "--dose", [this](const std::string& word) { command_.dose = word; },
           "Dose of this case, to stand beside the models")
        ->type_name("DOSE.h5");
    PlanningChoice& choice = command_.choice;
    app->add_option_function<std::string>(
           "--device",
           [&choice](const std::string& word) {
             choice.device = word == "resin" ? MicrosphereDevice::resin : MicrosphereDevice::glass;
           },
           "Microspheres; resin: also the body surface area model")
        ->check(one_of({"resin", "glass"}))
        ->type_name("resin|glass");
    add_parsed(app, "--height-cm", choice.height_cm, parse_positive, "CM", "Height of the patient");
    add_parsed(app, "--weight-kg", choice.weight_kg, parse_positive, "KG", "Weight of the patient");
    add_parsed(app, "--lung-mass-g", choice.lung_mass_g, parse_positive, "G",
               "Mass of both lungs, beside that of the case and 1000 g");
    add_json(app, command_.json);
    app->footer(
        "MIRD one compartment   D = k A_liver / m_liver, liver with its tumours; k = E T/ln2\n"
        "partition model        D_normal = k A (1-L) / (R m_tumour + m_normal), "
        "D_tumour = R D_normal, D_lung = k A L / m_lung (Ho 1996, "
        "doi:10.1007/BF01084369; Kao 2012, doi:10.2967/jnumed.111.097469)\n"
        "body surface area      A = BSA - 0.2 + V_tumour/V_liver, BSA = 0.20247 h^0.725 w^0.425 "
        "(Lau 2012, doi:10.1016/j.ijrobp.2010.08.015)\n"
        "Roles of regions say what is what: tumour, normal_liver, lung.");
  }

  PlanCommand command() const { return command_; }

 private:
  PlanCommand command_;
};

}  // namespace yttria
