// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yttria::report {

/// Probability that |t| of Student's distribution with an odd number of degrees of freedom is this
/// large or larger (Abramowitz and Stegun 1964, 26.7.3). NaN for NaN.
double two_sided_p(double t, int degrees);

/// Uncertainties from half samples of 16 groups have this many degrees of freedom.
inline constexpr int group_degrees = 15;

/// "none" above 5 %, "weak" above 0.3 %, "clear" below; "not known" for NaN.
const char* evidence(double p);

}  // namespace yttria::report
