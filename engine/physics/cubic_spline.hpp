// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace yttria {

/// Interpolating cubic spline whose first two and last two pieces are one cubic each
/// ("not a knot"; de Boor, A Practical Guide to Splines, 1978). The end values hold outside.
class CubicSpline {
 public:
  /// At least four ascending x.
  CubicSpline(std::vector<double> x, std::vector<double> y);

  double operator()(double x) const;

 private:
  std::vector<double> x_;
  std::vector<double> y_;
  std::vector<double> second_derivative_;
};

}  // namespace yttria
