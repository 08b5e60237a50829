// SPDX-License-Identifier: Apache-2.0
// Included by tools/command_line.cpp alone.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/error.hpp"
#include "engine/physics/transport_settings.hpp"
#include "tools/flags.hpp"

namespace yttria {

/// --preset and the expert flags, which win over the preset whatever their order.
class SettingsFlags {
 public:
  explicit SettingsFlags(CLI::App* app) {
    app->add_option("--preset", choice_.preset, "reference: most accurate; clinical: fast")
        ->check(one_of({"reference", "clinical"}))
        ->capture_default_str()
        ->type_name("reference|clinical");
    const std::string group = "Expert flags (override the preset, are recorded)";
    const auto add = [&](const char* flag, double TransportSettings::*field, const char* help) {
      app->add_option_function<double>(
             flag, [this, field](double value) { choice_.overrides.emplace_back(field, value); },
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
    const auto add_switch = [&](const char* flag, const char* on, const char* off,
                                bool TransportSettings::*field, const char* help) {
      return app
          ->add_option_function<std::string>(
              flag,
              [this, field, on](const std::string& word) {
                choice_.switches.emplace_back(field, word == on);
              },
              help)
          ->check(one_of({on, off}))
          ->type_name(std::string(on) + "|" + off);
    };
    add_switch("--dose-to", "water", "medium", &TransportSettings::dose_to_water,
               "Dose to the medium itself [medium], or to water in its place: energy times the "
               "ratio of unrestricted collision stopping powers");
    add_switch("--internal-bremsstrahlung", "on", "off",
               &TransportSettings::internal_bremsstrahlung,
               "Photons of the decay itself, theory of Knipp, Uhlenbeck and Bloch [off]");
    add_switch("--photons", "on", "escape", &TransportSettings::follow_photons,
               "Follow photons, or let them escape where they are born [on]")
        ->group(group);
    add_switch("--end-confined", "on", "off", &TransportSettings::end_confined,
               "End electrons at once that cannot leave their voxel any more [on]")
        ->group(group);
  }

  const TransportChoice& choice() const { return choice_; }

 private:
  TransportChoice choice_;
};

}  // namespace yttria
