// SPDX-License-Identifier: Apache-2.0
#include "engine/report/significance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace yttria::report {

namespace {

/// The rest of a difference that noise bias cannot explain.
double unexplained(const ComparedValue& value) {
  const double most = 1 / (std::sqrt(2.0) - 1);  // times the estimate
  const auto [test_low, test_high] = std::minmax({value.test_bias, most * value.test_bias});
  const auto [reference_low, reference_high] =
      std::minmax({value.reference_bias, most * value.reference_bias});
  const double low = std::min(0.0, test_low - reference_high);
  const double high = std::max(0.0, test_high - reference_low);
  return value.difference() - std::clamp(value.difference(), low, high);
}

const char* evidence_of(double p) {
  return p > 0.05 ? "none" : p > 0.003 ? "weak" : "clear";
}

}  // namespace

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

Significance significance(const ComparedValue& value) {
  if (value.difference() == 0) return {1, "none"};
  const double by_scatter = two_sided_p(value.difference() / value.sigma, group_degrees);
  if (std::isnan(by_scatter)) return {by_scatter, "not known"};
  const double rest = unexplained(value);
  const double p = rest == 0 ? 1 : two_sided_p(rest / value.sigma, group_degrees);
  if (p > 0.05 && by_scatter <= 0.05) return {p, "noise bias"};
  return {p, evidence_of(p)};
}

}  // namespace yttria::report
