// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace yttria::legendre {

/// Highest order of the Goudsmit-Saunderson series.
inline constexpr int highest = 1500;

/// Quadrature nodes in x = (1 - cos)/2, dense where screened scattering peaks and fine enough in
/// angle for the highest orders that matter.
struct Quadrature {
  std::vector<double> x;
  std::vector<double> weight;          // dx
  std::vector<int> orders;             // 1, 2, ... then sparse up to `highest`
  std::vector<std::vector<double>> d;  // [order][node] 1 - P_l(1 - 2x)
};
const Quadrature& quadrature();

/// Points y = 1 - cos at which survival probabilities are summed, ascending to 2.
const std::vector<double>& points();
/// [l][point] int_{-1}^{1-y} (l + 1/2) P_l dmu, for l = 1 .. highest.
const std::vector<std::vector<double>>& survival_terms();

}  // namespace yttria::legendre
