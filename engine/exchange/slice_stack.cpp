// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/slice_stack.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/error.hpp"
#include "engine/exchange/image_lengths.hpp"

namespace yttria {

namespace {

using Vector = std::array<double, 3>;

constexpr double orientation_tolerance = 1e-3;  // of direction cosines with few digits
constexpr double same_place_mm = 1e-3;
constexpr double even_share = 0.02;  // of the spacing, or
constexpr double even_mm = 0.02;     // two positions written to 0.01 mm
constexpr double shear_pixels = 0.1;

double dot(const Vector& a, const Vector& b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

Vector column(const std::array<double, 9>& direction, std::size_t k) {
  return {direction[k], direction[3 + k], direction[6 + k]};
}

[[noreturn]] void fail(const std::string& where, const std::string& what) {
  throw InputError(where + ": " + what);
}

void check_alike(const std::string& where, const ImagePlane& first, const ImagePlane& other) {
  const auto differ = [&](const std::string& what) {
    fail(where, fmt::format("{} and {} have different {}; give the images of one series alone",
                            first.name, other.name, what));
  };
  if (other.rows != first.rows || other.columns != first.columns) differ("numbers of pixels");
  for (std::size_t i = 0; i < 6; ++i) {
    if (std::abs(other.orientation[i] - first.orientation[i]) > orientation_tolerance) {
      differ("orientations");
    }
  }
  for (std::size_t i = 0; i < 2; ++i) {
    const double difference = std::abs(other.pixel_spacing_mm[i] - first.pixel_spacing_mm[i]);
    if (difference > 1e-4 * first.pixel_spacing_mm[i]) differ("pixel spacings");
  }
}

struct Sorted {
  std::vector<std::size_t> order;  // ascending along the normal
  std::vector<double> along_mm;    // of each plane, in its own order
};

/// Positions along the normal; refuses planes that are shifted within themselves.
Sorted sorted_along(const std::string& where, const std::vector<ImagePlane>& planes,
                    const std::array<double, 9>& direction) {
  Sorted sorted;
  const Vector normal = column(direction, 2);
  for (const ImagePlane& plane : planes) sorted.along_mm.push_back(dot(plane.position_mm, normal));
  sorted.order.resize(planes.size());
  std::iota(sorted.order.begin(), sorted.order.end(), std::size_t{0});
  std::stable_sort(sorted.order.begin(), sorted.order.end(), [&](std::size_t a, std::size_t b) {
    return sorted.along_mm[a] < sorted.along_mm[b];
  });
  const ImagePlane& first = planes[sorted.order.front()];
  const double limit =
      shear_pixels * std::min(first.pixel_spacing_mm[0], first.pixel_spacing_mm[1]);
  for (const std::size_t i : sorted.order) {
    for (std::size_t axis = 0; axis < 2; ++axis) {
      const Vector along = column(direction, axis);
      const double shift = dot(planes[i].position_mm, along) - dot(first.position_mm, along);
      if (std::abs(shift) <= limit) continue;
      fail(where,
           fmt::format("{} is shifted by {:.4g} mm within its plane against {}: the slices do "
                       "not lie along their normal (a tilted gantry, or two series); "
                       "resample the series to a right-angled grid",
                       planes[i].name, shift, first.name));
    }
  }
  return sorted;
}

/// The distance of neighbours; where some may be missing what the file says, if it fits; of a
/// single plane its thickness.
double slice_spacing(const std::string& where, const std::vector<ImagePlane>& planes,
                     const Sorted& sorted, SliceGaps gaps) {
  std::vector<double> steps;
  for (std::size_t i = 1; i < planes.size(); ++i) {
    const std::size_t a = sorted.order[i - 1], b = sorted.order[i];
    const double step = sorted.along_mm[b] - sorted.along_mm[a];
    if (step > same_place_mm) {
      steps.push_back(step);
    } else if (gaps == SliceGaps::refuse) {
      fail(where, fmt::format("{} and {} lie at the same place ({:.4f} mm along the normal); give "
                              "each slice once: the images of one series, and of one time or phase "
                              "where it is dynamic or gated",
                              planes[a].name, planes[b].name, sorted.along_mm[a]));
    }
  }
  const std::optional<double> thickness = planes.front().thickness_mm;
  const auto whole_steps = [&](double step) {
    const double count = std::round(step / *thickness);
    return count >= 1 &&
           std::abs(step - count * *thickness) <= std::max(even_mm, even_share * *thickness);
  };
  // With gaps, frames that are neighbours may all be apart: what the file says goes first.
  if (gaps == SliceGaps::allow && thickness && *thickness > 0 &&
      std::all_of(steps.begin(), steps.end(), whole_steps)) {
    return *thickness;
  }
  if (!steps.empty()) {
    // Gaps are wider: the least is the spacing. Without gaps the median is less noisy.
    const auto middle =
        gaps == SliceGaps::allow ? steps.begin() : steps.begin() + std::ptrdiff_t(steps.size() / 2);
    std::nth_element(steps.begin(), middle, steps.end());
    return *middle;
  }
  if (!thickness || !(*thickness > 0)) {
    fail(where, "has a single slice without thickness (SpacingBetweenSlices or SliceThickness)");
  }
  return *thickness;
}

[[noreturn]] void refuse_step(const std::string& where, const ImagePlane& a, const ImagePlane& b,
                              double step, double spacing) {
  const double missing = std::round(step / spacing) - 1;
  if (missing >= 1 && std::abs(step - (missing + 1) * spacing) <= 0.1 * spacing) {
    fail(where,
         fmt::format("{:.0f} slice{} missing between {} and {} ({:.4g} mm apart, others "
                     "{:.4g} mm); give the whole series",
                     missing, missing == 1 ? " is" : "s are", a.name, b.name, step, spacing));
  }
  fail(where,
       fmt::format("{} and {} are {:.4g} mm apart, other slices {:.4g} mm; resample the series "
                   "to even spacing",
                   a.name, b.name, step, spacing));
}

/// z of every plane; refuses what is uneven.
void place(const std::string& where, const std::vector<ImagePlane>& planes, const Sorted& sorted,
           SliceGaps gaps, SliceStack& stack) {
  double& spacing = stack.grid.spacing_mm[2];
  const double tolerance = std::max(even_mm, even_share * spacing);
  stack.z.assign(planes.size(), 0);
  std::int64_t z = 0;
  for (std::size_t i = 1; i < planes.size(); ++i) {
    const std::size_t a = sorted.order[i - 1], b = sorted.order[i];
    const double step = sorted.along_mm[b] - sorted.along_mm[a];
    const double slices = gaps == SliceGaps::allow ? std::round(step / spacing) : 1;
    if (std::abs(step - slices * spacing) > tolerance) {
      refuse_step(where, planes[a], planes[b], step, spacing);
    }
    if (slices > 65535)
      fail(where,
           fmt::format("{} lies {:.6g} mm away from {}", planes[b].name, step, planes[a].name));
    z += static_cast<std::int64_t>(slices);
    stack.z[b] = z;
  }
  stack.grid.shape[2] = z + 1;
  const double extent =
      sorted.along_mm[sorted.order.back()] - sorted.along_mm[sorted.order.front()];
  if (z > 0) spacing = extent / static_cast<double>(z);  // errors of single positions average out
}

}  // namespace

std::array<double, 9> direction_from(const std::string& where,
                                     const std::array<double, 6>& orientation) {
  Vector x{orientation[0], orientation[1], orientation[2]};
  Vector y{orientation[3], orientation[4], orientation[5]};
  if (std::abs(dot(x, x) - 1) > orientation_tolerance ||
      std::abs(dot(y, y) - 1) > orientation_tolerance ||
      std::abs(dot(x, y)) > orientation_tolerance) {
    fail(where, "its orientation is not that of two perpendicular unit vectors");
  }
  const double length = std::sqrt(dot(x, x));
  for (double& v : x) v /= length;
  const double along = dot(x, y);
  for (std::size_t i = 0; i < 3; ++i) y[i] -= along * x[i];
  const double rest = std::sqrt(dot(y, y));
  for (double& v : y) v /= rest;
  const Vector z{x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]};
  return {x[0], y[0], z[0], x[1], y[1], z[1], x[2], y[2], z[2]};
}

SliceStack stack_slices(const std::string& where, const std::vector<ImagePlane>& planes,
                        SliceGaps gaps) {
  if (planes.empty()) fail(where, "has no slices");
  for (const ImagePlane& plane : planes) {
    check_coordinates(where + ": " + plane.name, plane.position_mm);
    for (const double edge : plane.pixel_spacing_mm) check_edge(where + ": " + plane.name, edge);
    check_alike(where, planes.front(), plane);
  }
  const ImagePlane& any = planes.front();
  SliceStack stack;
  stack.grid.direction = direction_from(where + ": " + any.name, any.orientation);
  const Sorted sorted = sorted_along(where, planes, stack.grid.direction);
  stack.grid.shape = {any.columns, any.rows, 1};
  stack.grid.spacing_mm = {any.pixel_spacing_mm[1], any.pixel_spacing_mm[0],
                           slice_spacing(where, planes, sorted, gaps)};
  check_edge(where, stack.grid.spacing_mm[2]);
  stack.grid.origin_mm = planes[sorted.order.front()].position_mm;
  place(where, planes, sorted, gaps, stack);
  return stack;
}

}  // namespace yttria
