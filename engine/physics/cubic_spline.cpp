// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/cubic_spline.hpp"

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace yttria {

namespace {

/// Second derivatives M of the pieces at the knots: between knots
///   h_(i-1) M_(i-1) + 2 (h_(i-1) + h_i) M_i + h_i M_(i+1) = 6 (d_i - d_(i-1)),
/// and at the ends a continuous third derivative gives M_0 and M_n from their two neighbours.
std::vector<double> second_derivatives(const std::vector<double>& x, const std::vector<double>& y) {
  const std::size_t n = x.size();
  std::vector<double> h(n - 1), slope(n - 1);
  for (std::size_t i = 0; i + 1 < n; ++i) {
    h[i] = x[i + 1] - x[i];
    slope[i] = (y[i + 1] - y[i]) / h[i];
  }

  std::vector<double> diagonal(n), upper(n), right(n);
  for (std::size_t i = 1; i + 1 < n; ++i) {
    double lower = h[i - 1];
    diagonal[i] = 2 * (h[i - 1] + h[i]);
    upper[i] = h[i];
    right[i] = 6 * (slope[i] - slope[i - 1]);
    if (i == 1) {
      diagonal[i] += h[0] + h[0] * h[0] / h[1];
      upper[i] -= h[0] * h[0] / h[1];
      continue;
    }
    if (i + 2 == n) {
      const double ratio = h[i] / h[i - 1];
      diagonal[i] += h[i] + h[i] * ratio;
      lower -= h[i] * ratio;
      upper[i] = 0;
    }
    const double factor = lower / diagonal[i - 1];
    diagonal[i] -= factor * upper[i - 1];
    right[i] -= factor * right[i - 1];
  }

  std::vector<double> M(n);
  for (std::size_t i = n - 2; i >= 1; --i) {
    M[i] = (right[i] - upper[i] * M[i + 1]) / diagonal[i];
  }
  M[0] = M[1] + h[0] / h[1] * (M[1] - M[2]);
  M[n - 1] = M[n - 2] + h[n - 2] / h[n - 3] * (M[n - 2] - M[n - 3]);
  return M;
}

}  // namespace

CubicSpline::CubicSpline(std::vector<double> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)) {
  if (x_.size() < 4 || x_.size() != y_.size()) throw std::logic_error("a spline needs four knots");
  second_derivative_ = second_derivatives(x_, y_);
}

double CubicSpline::operator()(double x) const {
  if (x <= x_.front()) return y_.front();
  if (x >= x_.back()) return y_.back();
  const auto above = std::upper_bound(x_.begin(), x_.end(), x);
  const std::size_t i = static_cast<std::size_t>(above - x_.begin()) - 1;
  const double h = x_[i + 1] - x_[i];
  const double b = (x - x_[i]) / h;
  const double a = 1 - b;
  return a * y_[i] + b * y_[i + 1] +
         ((a * a * a - a) * second_derivative_[i] + (b * b * b - b) * second_derivative_[i + 1]) *
             h * h / 6;
}

}  // namespace yttria
