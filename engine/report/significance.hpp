// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/analysis/roi_comparison.hpp"

namespace yttria::report {

/// Probability that |t| of Student's distribution with an odd number of degrees of freedom is this
/// large or larger (Abramowitz and Stegun 1964, 26.7.3). NaN for NaN.
double two_sided_p(double t, int degrees);

/// Uncertainties from half samples of 16 groups have this many degrees of freedom.
inline constexpr int group_degrees = 15;

struct Significance {
  /// Probability, by scatter alone, of a difference this far or farther beyond what noise bias may
  /// explain.
  double p;
  /// "none" where p is above 5 %, "weak" above 0.3 %, else "clear"; "noise bias" where it is none
  /// only because noise bias may explain the difference; "not known".
  const char* evidence;
};

/// Of the difference of two figures. The noise bias of each (what the noise of single voxels adds)
/// is estimated by doubling the variance of the noise. A bias that goes with the variance then is
/// that estimate; one that goes with its root, as where noise is wider than the shoulder of the
/// histogram, is 1 / (sqrt 2 - 1) = 2.4 times it. So each may be anything between, and a difference
/// counts from the nearest that both together can explain. Without a difference p is 1, whatever
/// the noise, also when it is not known; else p is NaN, and the evidence not known, where the
/// difference or its standard uncertainty is NaN.
Significance significance(const ComparedValue& value);

}  // namespace yttria::report
