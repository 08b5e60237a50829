// SPDX-License-Identifier: Apache-2.0
#include "engine/report/significance.hpp"

#include <cmath>
#include <limits>

namespace yttria::report {

double two_sided_p(double t, int degrees) {
  if (std::isnan(t)) return std::numeric_limits<double>::quiet_NaN();
  const double n = degrees, angle = std::atan(std::abs(t) / std::sqrt(n));
  const double cosine = std::cos(angle), square = cosine * cosine;
  double term = cosine, sum = degrees > 1 ? cosine : 0;
  for (int k = 3; k <= degrees - 2; k += 2) {
    term *= square * (k - 1) / k;
    sum += term;
  }
  const double inside = 2 / std::acos(-1.0) * (angle + std::sin(angle) * sum);
  return std::fmax(0, 1 - inside);
}

const char* evidence(double p) {
  if (std::isnan(p)) return "not known";
  if (p > 0.05) return "none";
  return p > 0.003 ? "weak" : "clear";
}

}  // namespace yttria::report
