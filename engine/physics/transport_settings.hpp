// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace yttria {

/// Everything that decides how finely particles are followed. Part of the physics digest.
struct TransportSettings {
  std::string preset = "reference";      // reference | clinical
  double electron_cutoff_keV = 10;       // electrons below end in a short straight flight
  double photon_cutoff_keV = 1;
  double moller_keV = 10;                // delta rays above are transported, losses below are soft
  double brems_keV = 1;                  // photons above are emitted, losses below are soft
  double hinge_g = 0.1;                  // largest number of first transport mfp per hinge
  double hinge_path_g_cm2 = 0.01;        // longest mass path per hinge
  bool follow_photons = false;           // --photons on
};

/// Named settings; throws InputError for an unknown name.
TransportSettings preset(const std::string& name);

}  // namespace yttria
