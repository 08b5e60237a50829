// SPDX-License-Identifier: Apache-2.0
// Hard inelastic collisions: the Moller cross-section for losses W above Tc,
//   dsigma/dW ~ 1/W^2 + 1/(T-W)^2 + 1/E^2 - m(2T+m) / (E^2 W (T-W)),  E = T + m,  Tc <= W <= T/2
// (ICRU Report 37, 1984; Berger & Seltzer). Energies here in MeV.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/core/constants.hpp"
#include "kernels/core/macros.hpp"
#include "kernels/core/real.hpp"
#include "kernels/core/rng.hpp"

namespace yttria {

inline constexpr real electron_mass_MeV = static_cast<real>(constants::electron_rest_energy_MeV);

/// W^2 times the cross-section's bracket; between 3/4 and 9/4.
YTTRIA_HD inline real moller_weight(real T_MeV, real W_MeV) {
  const real E = T_MeV + electron_mass_MeV;
  const real ratio = W_MeV / (T_MeV - W_MeV);
  const real share = W_MeV / E;
  const real mixed = electron_mass_MeV * (real(2) * T_MeV + electron_mass_MeV) / (E * E);
  return real(1) + ratio * ratio + share * share - mixed * ratio;
}

struct MollerTrial {
  real W_MeV;
  bool accepted;
};

/// One trial of W from 1/W^2 with rejection on the rest, which is convex in W and therefore
/// largest at an end of the interval. Two uniform numbers.
YTTRIA_HD inline MollerTrial try_moller_loss(real T_MeV, real Tc_MeV, real u_loss, real u_accept) {
  const real low = real(1) / Tc_MeV;
  const real high = real(2) / T_MeV;
  const real W = real(1) / (low - u_loss * (low - high));
  const real at_half = moller_weight(T_MeV, real(0.5) * T_MeV);
  const real largest = at_half > real(1) ? at_half : real(1);
  return {W, u_accept * largest <= moller_weight(T_MeV, W)};
}

struct MollerAngles {
  real primary;  // 1 - cos(theta), both
  real delta;
};

/// Kinematics of a collision with a free electron at rest:
///   cos^2 primary = (T-W)(T+2m) / (T (T-W+2m)),  cos^2 delta = W (T+2m) / (T (W+2m)).
YTTRIA_HD inline MollerAngles moller_angles(real T_MeV, real W_MeV) {
  const real two_m = real(2) * electron_mass_MeV;
  // sin^2 in a form without cancellation; 1 - cos = sin^2 / (1 + cos).
  const real sine2_primary = two_m * W_MeV / (T_MeV * (T_MeV - W_MeV + two_m));
  const real sine2_delta = two_m * (T_MeV - W_MeV) / (T_MeV * (W_MeV + two_m));
  return {sine2_primary / (real(1) + std::sqrt(real(1) - sine2_primary)),
          sine2_delta / (real(1) + std::sqrt(real(1) - sine2_delta))};
}

}  // namespace yttria
