// SPDX-License-Identifier: Apache-2.0
#include "engine/report/view.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace yttria::report {

namespace {

using Axes = std::array<std::size_t, 3>;  // by patient axis: the axis of the grid

double component(const Grid& grid, std::size_t patient, std::size_t axis) {
  return grid.direction[3 * patient + axis];
}

/// The assignment of grid axes to patient axes with the largest sum of cosines.
Axes nearest_axes(const Grid& grid) {
  Axes axes{0, 1, 2}, best = axes;
  double largest = -1;
  do {
    double sum = 0;
    for (std::size_t p = 0; p < 3; ++p) sum += std::abs(component(grid, p, axes[p]));
    if (sum > largest + 1e-12) {
      largest = sum;
      best = axes;
    }
  } while (std::next_permutation(axes.begin(), axes.end()));
  return best;
}

/// Where a direction of the grid points, the largest component first: "L", or "LP" when oblique.
std::string letters(const Grid& grid, std::size_t axis, bool against) {
  constexpr double visible = 0.17;  // sine of 10 degrees
  static constexpr char plus[] = "LPS", minus[] = "RAI";
  Axes order{0, 1, 2};
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(component(grid, a, axis)) > std::abs(component(grid, b, axis));
  });
  std::string word;
  for (const std::size_t p : order) {
    const double c = against ? -component(grid, p, axis) : component(grid, p, axis);
    if (word.empty() || std::abs(c) > visible) word += c > 0 ? plus[p] : minus[p];
  }
  return word;
}

/// A direction in the patient: along the axis, or against it.
struct Towards {
  std::size_t patient;
  bool positive;
};

View make_view(const Grid& grid, const Axes& axes, const char* name, std::size_t normal,
               Towards right, Towards down) {
  const auto falls = [&](const Towards& to) {
    return (component(grid, to.patient, axes[to.patient]) > 0) != to.positive;
  };
  View view{name,
            axes[normal],
            axes[right.patient],
            axes[down.patient],
            component(grid, normal, axes[normal]) < 0,
            falls(right),
            falls(down),
            {},
            {},
            {},
            {}};
  view.left = letters(grid, view.across, !view.across_against);
  view.right = letters(grid, view.across, view.across_against);
  view.top = letters(grid, view.down, !view.down_against);
  view.bottom = letters(grid, view.down, view.down_against);
  return view;
}

}  // namespace

std::array<View, 3> views(const Grid& grid) {
  const Axes axes = nearest_axes(grid);
  const Towards left{0, true}, posterior{1, true}, inferior{2, false};
  return {make_view(grid, axes, "transverse", 2, left, posterior),
          make_view(grid, axes, "coronal", 1, left, inferior),
          make_view(grid, axes, "sagittal", 0, posterior, inferior)};
}

double tilt_degrees(const Grid& grid) {
  const Axes axes = nearest_axes(grid);
  double least = 1;
  for (std::size_t p = 0; p < 3; ++p) {
    least = std::min(least, std::abs(component(grid, p, axes[p])));
  }
  return std::acos(std::min(least, 1.0)) * 180 / std::acos(-1.0);
}

}  // namespace yttria::report
