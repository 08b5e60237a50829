// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/gamma_box.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace yttria {

namespace {

constexpr std::size_t corners = 8;

bool is_upper(std::size_t corner, std::size_t axis) {
  return (corner >> axis & 1) != 0;
}

double edge(const GammaBox& box, std::size_t axis) {
  return box.high[axis] - box.low[axis];
}

std::size_t axis_to_halve(const GammaBox& box) {
  std::size_t best = 0;
  double most = -1;
  for (std::size_t k = 0; k < 3; ++k) {
    const std::size_t step = std::size_t{1} << k;
    double least = std::numeric_limits<double>::infinity(), greatest = -least;
    for (std::size_t c = 0; c < corners; ++c) {
      if (is_upper(c, k)) continue;
      const double rise = box.excess[c + step] - box.excess[c];
      least = std::min(least, rise);
      greatest = std::max(greatest, rise);
    }
    const double bend = (greatest - least) * edge(box, k);
    if (bend > most) {
      most = bend;
      best = k;
    }
  }
  return best;
}

}  // namespace

LinearExcess linear_part(const GammaBox& box) {
  LinearExcess linear;
  GammaPoint half_rise{};
  for (std::size_t c = 0; c < corners; ++c) {
    linear.value += box.excess[c] / corners;
    for (std::size_t k = 0; k < 3; ++k) {
      half_rise[k] += is_upper(c, k) ? box.excess[c] / corners : -box.excess[c] / corners;
    }
  }
  for (std::size_t k = 0; k < 3; ++k) {
    linear.centre[k] = (box.low[k] + box.high[k]) / 2;
    linear.slope[k] = edge(box, k) > 0 ? 2 * half_rise[k] / edge(box, k) : 0;
  }
  for (std::size_t c = 0; c < corners; ++c) {
    double here = linear.value;
    for (std::size_t k = 0; k < 3; ++k) here += is_upper(c, k) ? half_rise[k] : -half_rise[k];
    linear.deviation = std::max(linear.deviation, std::abs(box.excess[c] - here));
  }
  return linear;
}

LinearExcess tangent(const GammaBox& box, const GammaPoint& u) {
  GammaPoint t{}, per_edge{};
  for (std::size_t k = 0; k < 3; ++k) {
    per_edge[k] = edge(box, k) > 0 ? 1 / edge(box, k) : 0;
    t[k] = (u[k] - box.low[k]) * per_edge[k];
  }
  const std::array<double, 8>& d = box.excess;
  // Interpolated along x, then y, then z; the letters name the ends of y and z.
  const double ll = d[0] + t[0] * (d[1] - d[0]), ul = d[2] + t[0] * (d[3] - d[2]);
  const double lu = d[4] + t[0] * (d[5] - d[4]), uu = d[6] + t[0] * (d[7] - d[6]);
  const double l = ll + t[1] * (ul - ll), h = lu + t[1] * (uu - lu);
  const double x_l = (d[1] - d[0]) + t[1] * ((d[3] - d[2]) - (d[1] - d[0]));
  const double x_h = (d[5] - d[4]) + t[1] * ((d[7] - d[6]) - (d[5] - d[4]));
  LinearExcess linear;
  linear.centre = u;
  linear.value = l + t[2] * (h - l);
  linear.slope = {(x_l + t[2] * (x_h - x_l)) * per_edge[0],
                  ((ul - ll) + t[2] * ((uu - lu) - (ul - ll))) * per_edge[1],
                  (h - l) * per_edge[2]};
  return linear;
}

double curvature(const GammaBox& box) {
  const std::array<double, 8>& d = box.excess;
  GammaPoint row{};
  for (std::size_t third = 0; third < 3; ++third) {
    const std::size_t a = (third + 1) % 3, b = (third + 2) % 3;
    const double area = edge(box, a) * edge(box, b);
    if (!(area > 0)) continue;
    const std::size_t A = std::size_t{1} << a, B = std::size_t{1} << b;
    double most = 0;  // the derivative along a and b is linear along the third axis
    for (const std::size_t end : {std::size_t{0}, std::size_t{1} << third}) {
      most = std::max(most, std::abs(d[end + A + B] - d[end + A] - d[end + B] + d[end]));
    }
    row[a] += most / area;
    row[b] += most / area;
  }
  return std::max({row[0], row[1], row[2]});
}

std::array<GammaBox, 2> halves(const GammaBox& box) {
  const std::size_t axis = axis_to_halve(box);
  std::array<GammaBox, 2> parts{box, box};
  parts[0].high[axis] = parts[1].low[axis] = (box.low[axis] + box.high[axis]) / 2;
  const std::size_t step = std::size_t{1} << axis;
  for (std::size_t c = 0; c < corners; ++c) {
    if (is_upper(c, axis)) continue;
    const double between = (box.excess[c] + box.excess[c + step]) / 2;
    parts[0].excess[c + step] = parts[1].excess[c] = between;
  }
  return parts;
}

GammaBox face(const GammaBox& box, std::size_t axis, bool upper) {
  GammaBox flat = box;
  flat.low[axis] = flat.high[axis] = upper ? box.high[axis] : box.low[axis];
  const std::size_t step = std::size_t{1} << axis;
  for (std::size_t c = 0; c < corners; ++c) {
    if (is_upper(c, axis)) continue;
    flat.excess[c] = flat.excess[c + step] = box.excess[upper ? c + step : c];
  }
  return flat;
}

}  // namespace yttria
