// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/error.hpp"
#include "engine/physics/transport_settings.hpp"

namespace yttria {

/// --preset and the expert flags, which win over the preset whatever their order.
class SettingsFlags {
 public:
  explicit SettingsFlags(CLI::App* app) {
    app->add_option("--preset", choice_.preset, "reference: most accurate; clinical: fast")
        ->check(CLI::IsMember({"reference", "clinical"}))
        ->capture_default_str()
        ->type_name("NAME");
    const std::string group = "Expert flags (override the preset, are recorded)";
    const auto add = [&](const char* flag, double TransportSettings::*field, const char* help) {
      app->add_option_function<double>(
             flag,
             [this, flag, field](double value) {
               if (!(value > 0)) throw InputError(std::string(flag) + ": give a number above 0");
               choice_.overrides.emplace_back(field, value);
             },
             help)
          ->type_name("NUMBER")
          ->group(group);
    };
    add("--electron-cutoff-keV", &TransportSettings::electron_cutoff_keV,
        "Electrons below this end in a short straight flight");
    add("--photon-cutoff-keV", &TransportSettings::photon_cutoff_keV,
        "Photons below this are absorbed on the spot");
    add("--moller-keV", &TransportSettings::moller_keV, "Delta rays above this are followed");
    add("--brems-keV", &TransportSettings::brems_keV, "Bremsstrahlung above this is emitted");
    add("--hinge-g", &TransportSettings::hinge_g, "Largest first-transport path lengths per hinge");
    add("--hinge-path", &TransportSettings::hinge_path_g_cm2, "Longest path per hinge, g/cm2");
    app->add_option("--photons", photons_, "Follow bremsstrahlung, or let it escape")
        ->check(CLI::IsMember({"on", "escape"}))
        ->type_name("on|escape")
        ->group(group);
  }

  TransportChoice choice() const {
    if (photons_ == "on") {
      throw InputError("--photons on: this version does not follow photons; leave the flag out");
    }
    return choice_;
  }

 private:
  TransportChoice choice_;
  std::string photons_;
};

}  // namespace yttria
