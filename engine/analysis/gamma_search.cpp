// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/gamma_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace yttria {

namespace {

constexpr std::size_t corners = 8;

/// excess(u) = middle_value + sum of slope (u - middle), to within the deviation.
struct LinearPart {
  double value = 0;  // in the middle of the box
  std::array<double, 3> middle{}, slope{};
  double deviation = 0;

  explicit LinearPart(const GammaBox& box) {
    std::array<double, 3> half_rise{};
    for (std::size_t c = 0; c < corners; ++c) {
      value += box.excess[c] / corners;
      for (std::size_t k = 0; k < 3; ++k) {
        half_rise[k] += (c >> k & 1) != 0 ? box.excess[c] / corners : -box.excess[c] / corners;
      }
    }
    for (std::size_t k = 0; k < 3; ++k) {
      const double edge = box.high[k] - box.low[k];
      middle[k] = box.low[k] + edge / 2;
      slope[k] = edge > 0 ? 2 * half_rise[k] / edge : 0;
    }
    for (std::size_t c = 0; c < corners; ++c) {
      double linear = value;
      for (std::size_t k = 0; k < 3; ++k)
        linear += (c >> k & 1) != 0 ? half_rise[k] : -half_rise[k];
      deviation = std::max(deviation, std::abs(box.excess[c] - linear));
    }
  }

  double at(const std::array<double, 3>& u) const {
    return value + slope[0] * (u[0] - middle[0]) + slope[1] * (u[1] - middle[1]) +
           slope[2] * (u[2] - middle[2]);
  }
  void negate() {
    value = -value;
    for (double& s : slope) s = -s;
  }
};

double norm(const std::array<double, 3>& u) {
  return u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
}

double interpolated(const GammaBox& box, const std::array<double, 3>& u) {
  std::array<double, corners> d = box.excess;
  for (std::size_t k = 3; k-- > 0;) {
    const double edge = box.high[k] - box.low[k];
    const double t = edge > 0 ? (u[k] - box.low[k]) / edge : 0;
    const std::size_t half = std::size_t{1} << k;
    for (std::size_t c = 0; c < half; ++c) d[c] += t * (d[c + half] - d[c]);
  }
  return d[0];
}

/// Where the Lagrangian of the dual variable is least in the box.
std::array<double, 3> least_at(const GammaBox& box, const LinearPart& linear, double dual) {
  std::array<double, 3> u{};
  for (std::size_t k = 0; k < 3; ++k) {
    u[k] = std::clamp(-dual * linear.slope[k], box.low[k], box.high[k]);
  }
  return u;
}

/// How fast the excess falls with the dual variable: squared slopes of axes free to move.
double fall(const GammaBox& box, const LinearPart& linear, const std::array<double, 3>& u) {
  double sum = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    if (u[k] > box.low[k] && u[k] < box.high[k]) sum += linear.slope[k] * linear.slope[k];
  }
  return sum;
}

/// The axis along which halving straightens the interpolation most.
std::size_t axis_to_halve(const GammaBox& box) {
  std::size_t best = 0;
  double most = -1;
  for (std::size_t k = 0; k < 3; ++k) {
    const std::size_t step = std::size_t{1} << k;
    double least = INFINITY, greatest = -INFINITY;
    for (std::size_t c = 0; c < corners; ++c) {
      if ((c >> k & 1) != 0) continue;
      const double rise = box.excess[c + step] - box.excess[c];
      least = std::min(least, rise);
      greatest = std::max(greatest, rise);
    }
    const double bend = (greatest - least) * (box.high[k] - box.low[k]);
    if (bend > most) {
      most = bend;
      best = k;
    }
  }
  return best;
}

/// The lower and the upper half along an axis; exact, as the interpolation is linear along it.
std::array<GammaBox, 2> halves(const GammaBox& box, std::size_t axis) {
  std::array<GammaBox, 2> parts{box, box};
  const double middle = (box.low[axis] + box.high[axis]) / 2;
  parts[0].high[axis] = parts[1].low[axis] = middle;
  const std::size_t step = std::size_t{1} << axis;
  for (std::size_t c = 0; c < corners; ++c) {
    if ((c >> axis & 1) != 0) continue;
    const double between = (box.excess[c] + box.excess[c + step]) / 2;
    parts[0].excess[c + step] = parts[1].excess[c] = between;
  }
  return parts;
}

/// The lower or upper face across an axis, as a box without extent along it.
GammaBox face(const GammaBox& box, std::size_t axis, bool upper) {
  GammaBox flat = box;
  flat.low[axis] = flat.high[axis] = upper ? box.high[axis] : box.low[axis];
  const std::size_t step = std::size_t{1} << axis;
  for (std::size_t c = 0; c < corners; ++c) {
    if ((c >> axis & 1) != 0) continue;
    flat.excess[c] = flat.excess[c + step] = box.excess[upper ? c + step : c];
  }
  return flat;
}

}  // namespace

void GammaSearch::take(double squared) {
  best_ = squared;
  const double less = std::sqrt(squared) - tolerance_;
  enough_ = less > 0 ? less * less : 0;
}

GammaSearch::Bound GammaSearch::bound(const GammaBox& box) {
  LinearPart linear(box);
  std::array<double, 3> u = least_at(box, linear, 0);
  if (linear.at(u) < 0) linear.negate();
  const double most = linear.at(u) - linear.deviation;  // of the dual variable
  double dual = 0;
  if (most > 0) {
    // Newton's method for the root of residual(dual), which falls; kept within a bracket.
    double below = 0, above = most;
    dual = most / (1 + norm(linear.slope));
    for (int i = 0; i < 20; ++i) {
      u = least_at(box, linear, dual);
      const double residual = linear.at(u) - linear.deviation - dual;
      if (std::abs(residual) < 1e-5) break;  // what the bound loses is of second order
      (residual > 0 ? below : above) = dual;
      const double next = dual + residual / (1 + fall(box, linear, u));
      dual = next > below && next < above ? next : (below + above) / 2;
    }
    u = least_at(box, linear, dual);
  }
  const double excess = interpolated(box, u);
  const double found = norm(u) + excess * excess;
  if (found < best_) take(found);
  return {norm(u) + dual * (2 * (linear.at(u) - linear.deviation) - dual), linear.deviation};
}

void GammaSearch::divide(const GammaBox& box, const Bound& known) {
  if (settled(known.lower) || known.deviation == 0) return;
  const std::array<GammaBox, 2> parts = halves(box, axis_to_halve(box));
  const std::array<Bound, 2> bounds{bound(parts[0]), bound(parts[1])};
  const std::size_t first = bounds[1].lower < bounds[0].lower ? 1 : 0;
  divide(parts[first], bounds[first]);
  divide(parts[1 - first], bounds[1 - first]);
}

void GammaSearch::search_faces(const GammaBox& box) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    if (box.low[axis] == box.high[axis]) continue;
    search(face(box, axis, false));
    search(face(box, axis, true));
  }
}

void GammaSearch::search(const GammaBox& box) {
  for (const double excess : box.excess) {
    if (std::isnan(excess)) return search_faces(box);
  }
  divide(box, bound(box));
}

}  // namespace yttria
