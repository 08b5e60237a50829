// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "kernels/core/constants.hpp"

namespace yttria {

/// atan(x) for x >= 0 from + * / sqrt only, so that tables are the same bytes everywhere.
/// Three halvings of the angle bring the argument below 0.1; then the series.
inline double arctangent(double x) {
  if (x > 1) return 0.5 * constants::pi - arctangent(1 / x);
  double scale = 1;
  for (int halving = 0; halving < 3; ++halving) {
    x = x / (1 + std::sqrt(1 + x * x));
    scale *= 2;
  }
  const double z = -x * x;
  double term = x;
  double sum = x;
  for (int k = 1; k <= 9; ++k) {
    term *= z;
    sum += term / (2 * k + 1);
  }
  return scale * sum;
}

}  // namespace yttria
