// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/physics/cubic_spline.hpp"
#include "engine/physics/photon_form_factors.hpp"

namespace yttria {

/// Scattering of photons by one atom, 0.9 keV to 4 MeV, integrated over angles with s =
/// sin(theta/2), x = s E/(h c), P = 1/(1 + 2 s^2 E/(m c^2)):
///   Compton   4 pi r_e^2 int s P^2 (P + 1/P - sin^2 theta) S(x, Z) ds
///             (Klein & Nishina 1929, doi:10.1007/BF01366453, times the scattering function),
///   Rayleigh  4 pi r_e^2 int s (1 + cos^2 theta) F(x, Z)^2 ds   (Thomson's times F^2).
class PhotonScattering {
 public:
  explicit PhotonScattering(const PhotonFormFactors& factors);

  double compton_cm2(double E_MeV) const;
  double rayleigh_cm2(double E_MeV) const;

 private:
  CubicSpline ln_compton_, ln_rayleigh_;  // over ln E
};

}  // namespace yttria
