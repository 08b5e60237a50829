// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace yttria {

/// Natural cubic spline through (x, y), x ascending; continued by straight lines outside.
class Spline {
 public:
  Spline() = default;
  Spline(std::vector<double> x, std::vector<double> y);
  double operator()(double at) const;

 private:
  std::vector<double> x_, y_, second_;  // second derivatives at the nodes
};

}  // namespace yttria
