// SPDX-License-Identifier: Apache-2.0
// Activity follows A(t) = A(0) 2^(-t/T): no biological clearance, as for microspheres.
#pragma once

#include <cmath>
#include <numbers>

namespace yttria {

/// What turns the activity of a moment into that `seconds` before it.
inline double decay_factor(double seconds, double half_life_s) {
  return std::exp2(seconds / half_life_s);
}

/// What turns the mean activity over a frame into that at its start: x / (1 - exp(-x)) with
/// x = ln2 duration / T. Below 1 + 2e-3 for Y-90 and 20 minutes.
inline double frame_start_factor(double duration_s, double half_life_s) {
  const double x = std::numbers::ln2 * duration_s / half_life_s;
  return x == 0 ? 1 : x / -std::expm1(-x);
}

/// All decays from an activity at time zero on.
inline double all_decays(double activity_Bq, double half_life_s) {
  return activity_Bq * half_life_s / std::numbers::ln2;
}

}  // namespace yttria
