// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/gamma_search.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "engine/analysis/gamma_box.hpp"

namespace yttria {

namespace {

constexpr int most_steps = 4;  // of Gauss-Newton

double norm(const GammaPoint& u) {
  return u[0] * u[0] + u[1] * u[1] + u[2] * u[2];
}

/// Where the Lagrangian of the dual variable is least in the box.
GammaPoint least_at(const GammaBox& box, const GammaPoint& slope, double dual) {
  GammaPoint u{};
  for (std::size_t k = 0; k < 3; ++k) u[k] = std::clamp(-dual * slope[k], box.low[k], box.high[k]);
  return u;
}

/// How fast the excess falls with the dual variable: squared slopes of axes free to move.
double fall(const GammaBox& box, const GammaPoint& slope, const GammaPoint& u) {
  double sum = 0;
  for (std::size_t k = 0; k < 3; ++k) {
    if (u[k] > box.low[k] && u[k] < box.high[k]) sum += slope[k] * slope[k];
  }
  return sum;
}

struct LeastPoint {
  GammaPoint u;
  double lower;  // of the squared Gamma in the box
};

/// Least of |u|^2 + max(0, |linear(u)| - deviation)^2 in the box, by its dual.
LeastPoint least(const GammaBox& box, LinearExcess linear) {
  GammaPoint u = least_at(box, linear.slope, 0);
  if (linear.at(u) < 0) {
    linear.value = -linear.value;
    for (double& s : linear.slope) s = -s;
  }
  const double most = linear.at(u) - linear.deviation;  // of the dual variable
  if (!(most > 0)) return {u, norm(u)};
  // Newton's method for the root of the residual, which falls; kept within a bracket.
  double below = 0, above = most, dual = most / (1 + norm(linear.slope));
  for (int i = 0; i < 20; ++i) {
    u = least_at(box, linear.slope, dual);
    const double residual = linear.at(u) - linear.deviation - dual;
    if (std::abs(residual) < 1e-3) break;  // what the bound loses is of second order
    (residual > 0 ? below : above) = dual;
    const double next = dual + residual / (1 + fall(box, linear.slope, u));
    dual = next > below && next < above ? next : (below + above) / 2;
  }
  u = least_at(box, linear.slope, dual);
  return {u, norm(u) + dual * (2 * (linear.at(u) - linear.deviation) - dual)};
}

/// The second bound of the header, about the tangent point.
double bound_about(const GammaBox& box, const LinearExcess& there, double K) {
  const double d = there.value;
  const double m = 1 - std::abs(d) * K;
  double lower = norm(there.centre) + d * d;
  for (std::size_t k = 0; k < 3; ++k) {
    const double G = there.centre[k] + d * there.slope[k];
    const double from = box.low[k] - there.centre[k], to = box.high[k] - there.centre[k];
    const auto change = [&](double s) { return s * (2 * G + m * s); };
    double change_k = std::min(change(from), change(to));
    if (m > 0) change_k = std::min(change_k, change(std::clamp(-G / m, from, to)));
    lower += change_k;
  }
  return lower;
}

/// Least and greatest |u| of the box.
std::array<double, 2> distances(const GammaBox& box) {
  GammaPoint nearest{}, farthest{};
  for (std::size_t k = 0; k < 3; ++k) {
    nearest[k] = std::clamp(0.0, box.low[k], box.high[k]);
    farthest[k] = std::max(-box.low[k], box.high[k]);
  }
  return {std::sqrt(norm(nearest)), std::sqrt(norm(farthest))};
}

/// Least |d| of the box: trilinear interpolation has its extremes at corners.
double least_excess(const GammaBox& box) {
  const auto [low, high] = std::minmax_element(box.excess.begin(), box.excess.end());
  return std::max({*low, -*high, 0.0});
}

}  // namespace

void GammaSearch::take(double squared) {
  best_ = squared;
  const double less = std::sqrt(squared) - tolerance_;
  enough_ = less > 0 ? less * less : 0;
}

double GammaSearch::bound(const GammaBox& box) {
  LeastPoint point = least(box, linear_part(box));
  double lower = point.lower;
  if (settled(lower)) return lower;
  const auto [nearest, farthest] = distances(box);
  if (farthest - nearest <= tolerance_) {
    const double d = least_excess(box);
    if (farthest * farthest + d * d < best_) take(farthest * farthest + d * d);
    return std::max(lower,
                    nearest * nearest + d * d);  // settled: best is no more than tolerance above
  }
  const double K = curvature(box);
  for (int step = 0;; ++step) {
    const LinearExcess there = tangent(box, point.u);
    const double found = norm(there.centre) + there.value * there.value;
    if (found < best_) take(found);
    lower = std::max(lower, bound_about(box, there, K));
    const bool hopeless = step > 0 && std::abs(there.value) * K > 1;  // to be the least by proof
    if (settled(lower) || hopeless || step == most_steps) return lower;
    point = least(box, there);
  }
}

void GammaSearch::divide(const GammaBox& box, double lower) {
  if (settled(lower)) return;
  const std::array<GammaBox, 2> parts = halves(box);
  const std::array<double, 2> lowers{bound(parts[0]), bound(parts[1])};
  const std::size_t first = lowers[1] < lowers[0] ? 1 : 0;
  divide(parts[first], lowers[first]);
  divide(parts[1 - first], lowers[1 - first]);
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
  if (box.low == box.high) {
    const double found = norm(box.low) + box.excess[0] * box.excess[0];
    if (found < best_) take(found);
    return;
  }
  divide(box, bound(box));
}

}  // namespace yttria
