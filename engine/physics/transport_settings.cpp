// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/transport_settings.hpp"

#include "engine/error.hpp"

namespace yttria {

TransportSettings preset(const std::string& name) {
  TransportSettings s;
  s.preset = name;
  if (name == "reference") return s;
  if (name == "clinical") {
    s.electron_cutoff_keV = 50;
    s.photon_cutoff_keV = 10;
    s.moller_keV = 20;
    s.brems_keV = 10;
    s.hinge_g = 0.5;
    s.hinge_path_g_cm2 = 0.05;
    return s;
  }
  throw InputError("--preset '" + name + "' is unknown; use reference or clinical");
}

}  // namespace yttria
