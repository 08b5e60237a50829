// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/cubic_spline.hpp"
#include "engine/physics/material.hpp"

namespace yttria {

/// Bremsstrahlung of electrons from the scaled cross-sections chi of Seltzer & Berger (1986),
/// doi:10.1016/0092-640X(86)90014-8, added over elements:
///   dsigma/dk = Z^2/beta^2 chi(Z, T, k/T) / k.
/// chi is a cubic spline in ln T and linear in k/T, so that all integrals over k are closed. Data
/// end at 1 keV and 3 MeV; chi keeps its last value beyond. Energies in MeV.
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
  /// `nodes` points, first 0, last 1. A ramp, which is the limit, when kc >= T.
  std::vector<double> cumulative(double T_MeV, double kc_MeV, int nodes) const;
  /// Mean Z of the radiating atoms, weighted with w Z^2/A as their cross-sections are, for the
  /// angular distribution 2BS.
  double effective_Z() const { return effective_Z_; }

 private:
  std::vector<double> scaled(double T_MeV) const;

  std::vector<double> kappa_;
  std::vector<CubicSpline> chi_;  // one per kappa: sum N_A w/A Z^2 chi over elements, cm2/g
  double effective_Z_ = 0;
};

}  // namespace yttria
