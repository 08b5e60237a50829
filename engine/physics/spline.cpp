// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/spline.hpp"

#include <algorithm>
#include <stdexcept>

namespace yttria {

Spline::Spline(std::vector<double> x, std::vector<double> y)
    : x_(std::move(x)), y_(std::move(y)), second_(x_.size(), 0.0) {
  if (x_.size() < 2 || x_.size() != y_.size()) {
    throw std::logic_error("a spline needs two points or more");
  }
  const std::size_t n = x_.size();
  std::vector<double> upper(n, 0.0);  // Thomas algorithm on the tridiagonal system
  for (std::size_t i = 1; i + 1 < n; ++i) {
    const double h0 = x_[i] - x_[i - 1];
    const double h1 = x_[i + 1] - x_[i];
    const double right = 6 * ((y_[i + 1] - y_[i]) / h1 - (y_[i] - y_[i - 1]) / h0);
    const double pivot = 2 * (h0 + h1) - h0 * upper[i - 1];
    upper[i] = h1 / pivot;
    second_[i] = (right - h0 * second_[i - 1]) / pivot;
  }
  for (std::size_t i = n - 2; i >= 1; --i) second_[i] -= upper[i] * second_[i + 1];
}

double Spline::operator()(double at) const {
  const std::size_t n = x_.size();
  std::size_t i = static_cast<std::size_t>(std::upper_bound(x_.begin(), x_.end(), at) - x_.begin());
  i = std::clamp<std::size_t>(i, 1, n - 1) - 1;
  const double h = x_[i + 1] - x_[i];
  const double slope = (y_[i + 1] - y_[i]) / h;
  if (at < x_.front()) return y_.front() + (at - x_.front()) * (slope - h * second_[1] / 6);
  if (at > x_.back()) return y_.back() + (at - x_.back()) * (slope + h * second_[n - 2] / 6);
  const double t = at - x_[i];
  const double b = slope - h * (2 * second_[i] + second_[i + 1]) / 6;
  return y_[i] + t * (b + t * (0.5 * second_[i] + t * (second_[i + 1] - second_[i]) / (6 * h)));
}

}  // namespace yttria
