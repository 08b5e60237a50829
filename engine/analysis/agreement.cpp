// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/agreement.hpp"

#include <algorithm>
#include <cmath>

namespace yttria {

namespace {

constexpr double limits_of_agreement = 1.96;  // standard deviations

struct Pair {
  double R, T;
};

/// Calls visit for each pair.
template <class Visit>
void for_each(const std::vector<float>& reference_Gy, const std::vector<float>& test_Gy,
              Visit&& visit) {
  for (std::size_t i = 0; i < reference_Gy.size(); ++i) {
    visit(Pair{static_cast<double>(reference_Gy[i]), static_cast<double>(test_Gy[i])});
  }
}

}  // namespace

Agreement agreement(const std::vector<float>& reference_Gy, const std::vector<float>& test_Gy) {
  Agreement a;
  double R_sum = 0, T_sum = 0, relative_sum = 0, absolute_sum = 0;
  for_each(reference_Gy, test_Gy, [&](const Pair& p) {
    R_sum += p.R;
    T_sum += p.T;
    if (!(p.R > 0)) return;
    ++a.relative;
    relative_sum += (p.T - p.R) / p.R;
    absolute_sum += std::abs(p.T - p.R) / p.R;
  });
  a.voxels = static_cast<std::int64_t>(reference_Gy.size());
  if (a.voxels == 0) return a;
  const double n = static_cast<double>(a.voxels), relative_n = static_cast<double>(a.relative);
  const double R_mean = R_sum / n, T_mean = T_sum / n, relative_mean = relative_sum / relative_n;
  double RR = 0, TT = 0, RT = 0, relative_squares = 0;
  for_each(reference_Gy, test_Gy, [&](const Pair& p) {
    RR += (p.R - R_mean) * (p.R - R_mean);
    TT += (p.T - T_mean) * (p.T - T_mean);
    RT += (p.R - R_mean) * (p.T - T_mean);
    if (!(p.R > 0)) return;
    const double deviation = (p.T - p.R) / p.R - relative_mean;
    relative_squares += deviation * deviation;
  });
  if (a.relative > 0) a.mare = absolute_sum / relative_n;
  if (a.relative > 1) a.rsd = std::sqrt(relative_squares / (relative_n - 1));
  a.bias_Gy = T_mean - R_mean;
  if (RR > 0 && TT > 0) a.correlation = RT / std::sqrt(RR * TT);
  if (a.voxels < 2) return a;
  const double difference_squares = std::max(RR + TT - 2 * RT, 0.0);
  const double reach = limits_of_agreement * std::sqrt(difference_squares / (n - 1));
  a.lower_limit_Gy = a.bias_Gy - reach;
  a.upper_limit_Gy = a.bias_Gy + reach;
  return a;
}

}  // namespace yttria
