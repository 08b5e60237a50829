// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/physics/cubic_spline.hpp"

namespace yttria {

/// Incoherent scattering function S(x, Z) and form factor F(x, Z) of one atom, with
/// x = sin(theta/2)/lambda in 1/Angstrom. Source: EPDL97 (Cullen, Hubbell & Kissel 1997,
/// UCRL-50400 vol. 6 rev. 5, doi:10.2172/295438). Splines of logarithms; below the first point
/// S ~ x^2 and F = Z, beyond the last S = Z and F goes on as a power of x.
class PhotonFormFactors {
 public:
  explicit PhotonFormFactors(int Z);

  double scattering_function(double x_invA) const;  // 0 .. Z
  double form_factor(double x_invA) const;          // Z .. 0

 private:
  struct Curves;
  explicit PhotonFormFactors(const Curves& curves);

  double electrons_;            // Z
  double first_x_, first_S_;    // of the table
  double last_S_x_, last_F_x_;  // last x with S, with F
  double last_F_, power_;       // F beyond: last_F (x / last_F_x)^power
  CubicSpline ln_S_, ln_F_;     // over ln x
};

}  // namespace yttria
