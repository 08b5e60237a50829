// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "engine/analysis/gamma_search.hpp"

namespace yttria {

using GammaPoint = std::array<double, 3>;

/// value + slope (u - centre), and how far the excess may be from it.
struct LinearExcess {
  double value = 0;
  GammaPoint centre{}, slope{};
  double deviation = 0;

  double at(const GammaPoint& u) const {
    return value + slope[0] * (u[0] - centre[0]) + slope[1] * (u[1] - centre[1]) +
           slope[2] * (u[2] - centre[2]);
  }
};

/// The linear part of the excess in a box, with its largest deviation.
LinearExcess linear_part(const GammaBox& box);
/// The tangent at a point; its deviation is not given.
LinearExcess tangent(const GammaBox& box, const GammaPoint& u);
/// Bounds the mixed derivatives: largest sum of a row of the matrix of their largest sizes.
double curvature(const GammaBox& box);

/// The halves along the axis where that straightens the interpolation most.
std::array<GammaBox, 2> halves(const GammaBox& box);
/// The lower or upper face across an axis, as a box without extent along it.
GammaBox face(const GammaBox& box, std::size_t axis, bool upper);

}  // namespace yttria
