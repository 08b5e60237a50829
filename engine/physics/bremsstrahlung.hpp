// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/material.hpp"

namespace yttria {

/// Bremsstrahlung of electrons from the scaled cross-sections of Seltzer & Berger (1986),
/// doi:10.1016/0092-640X(86)90014-8, added over elements. Energies in MeV.
class Bremsstrahlung {
 public:
  explicit Bremsstrahlung(const Material& material);

  /// Radiative stopping power, MeV cm2/g.
  double stopping_MeV_cm2_g(double T_MeV) const;
  /// Part of it carried by photons with k < kc.
  double soft_stopping_MeV_cm2_g(double T_MeV, double kc_MeV) const;
  /// Macroscopic cross-section for photons kc <= k <= T, cm2/g; 0 when kc >= T.
  double photons_cm2_g(double T_MeV, double kc_MeV) const;
  /// Photon energies at equidistant values of ln(k/kc)/ln(T/kc): cumulative probability at
  /// `nodes` points, first 0, last 1.
  std::vector<double> cumulative(double T_MeV, double kc_MeV, int nodes) const;
  /// Sum over elements of w_i/A_i Z_i^2-weighted effective Z for the angular distribution 2BS.
  double effective_Z() const;
};

}  // namespace yttria
