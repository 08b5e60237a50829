// SPDX-License-Identifier: Apache-2.0
#include "engine/run/transport_provenance.hpp"

#include <string>

namespace yttria {

Provenance transport_provenance(const TransportSettings& settings) {
  const auto word = [](bool yes, const char* if_so, const char* if_not) {
    return std::string(yes ? if_so : if_not);
  };
  return {{"electron_cutoff_keV", settings.electron_cutoff_keV},
          {"photon_cutoff_keV", settings.photon_cutoff_keV},
          {"moller_keV", settings.moller_keV},
          {"brems_keV", settings.brems_keV},
          {"hinge_g", settings.hinge_g},
          {"hinge_path_g_cm2", settings.hinge_path_g_cm2},
          {"end_confined", word(settings.ends_confined(), "on", "off")},
          {"photons", word(settings.follow_photons, "on", "escape")},
          {"internal_bremsstrahlung",
           word(settings.internal_bremsstrahlung,
                "on: Knipp-Uhlenbeck-Bloch, allowed shape, no Coulomb correction", "off")}};
}

}  // namespace yttria
