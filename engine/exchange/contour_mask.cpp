// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/contour_mask.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace yttria {

namespace {

constexpr int lines_per_row = 8;
constexpr double same_plane = 0.02;  // of the slice distance

struct Slab {
  double z, low, high;  // slices
  std::vector<const PlanarContour*> contours;
};

double shoelace(const PlanarContour& contour) {
  double twice = 0;
  for (std::size_t i = 0, n = contour.points.size(); i < n; ++i) {
    const auto& a = contour.points[i];
    const auto& b = contour.points[(i + 1) % n];
    twice += a[0] * b[1] - b[0] * a[1];
  }
  return twice / 2;
}

/// Where a line along x crosses the edges. Half-open, so that a vertex counts once.
void add_crossings(const PlanarContour& contour, double y, std::vector<double>& crossings) {
  for (std::size_t i = 0, n = contour.points.size(); i < n; ++i) {
    const auto& a = contour.points[i];
    const auto& b = contour.points[(i + 1) % n];
    if ((a[1] <= y) == (b[1] <= y)) continue;
    crossings.push_back(a[0] + (y - a[1]) / (b[1] - a[1]) * (b[0] - a[0]));
  }
}

bool encloses(const PlanarContour& contour, const std::array<double, 2>& point) {
  std::vector<double> crossings;
  add_crossings(contour, point[1], crossings);
  const auto left =
      std::count_if(crossings.begin(), crossings.end(), [&](double x) { return x < point[0]; });
  return left % 2 != 0;
}

std::vector<Slab> slabs_of(std::vector<PlanarContour>& contours,
                           std::vector<std::string>& warnings) {
  std::sort(contours.begin(), contours.end(),
            [](const PlanarContour& a, const PlanarContour& b) { return a.z < b.z; });
  std::vector<Slab> slabs;
  for (const PlanarContour& contour : contours) {
    if (slabs.empty() || contour.z - slabs.back().z > same_plane) {
      slabs.push_back({contour.z, 0, 0, {}});
    }
    slabs.back().contours.push_back(&contour);
  }
  std::vector<double> steps;
  for (std::size_t i = 1; i < slabs.size(); ++i) steps.push_back(slabs[i].z - slabs[i - 1].z);
  double usual = 1;
  if (!steps.empty()) {
    std::vector<double> sorted = steps;
    std::sort(sorted.begin(), sorted.end());
    usual = sorted[(sorted.size() - 1) / 2];
  }
  for (std::size_t i = 0; i < slabs.size(); ++i) {
    slabs[i].low = slabs[i].z - usual / 2;
    slabs[i].high = slabs[i].z + usual / 2;
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] > 1.5 * usual) {
      warnings.push_back(
          fmt::format("no contours between slices {:.2f} and {:.2f} of the image, where others are "
                      "{:.3g} slices "
                      "apart: nothing is filled in",
                      slabs[i].z, slabs[i + 1].z, usual));
    } else {
      slabs[i].high = slabs[i + 1].low = slabs[i].z + steps[i] / 2;
    }
  }
  return slabs;
}

/// Adds `weight` times what [from, to] along x covers of each voxel of a row.
void cover(double from, double to, double weight, float* row, std::int64_t voxels) {
  from = std::max(from, -0.5);
  to = std::min(to, static_cast<double>(voxels) - 0.5);
  if (!(from < to)) return;
  const auto first = static_cast<std::int64_t>(std::floor(from + 0.5));
  const auto last = std::min(voxels - 1, static_cast<std::int64_t>(std::floor(to + 0.5)));
  for (std::int64_t x = first; x <= last; ++x) {
    const double low = std::max(from, static_cast<double>(x) - 0.5);
    const double high = std::min(to, static_cast<double>(x) + 0.5);
    row[x] += static_cast<float>(weight * (high - low));
  }
}

/// Where a plane is cut into lines: at every eighth of a row and at every corner of a contour, so
/// that edges along x are exact.
std::vector<double> line_borders(const std::vector<const PlanarContour*>& contours, double low,
                                 double high) {
  std::vector<double> borders;
  for (double y = low; y <= high; y += 1.0 / lines_per_row) borders.push_back(y);
  for (const PlanarContour* contour : contours) {
    for (const auto& point : contour->points) {
      if (point[1] > low && point[1] < high) borders.push_back(point[1]);
    }
  }
  std::sort(borders.begin(), borders.end());
  return borders;
}

/// Adds `weight` times the share of each voxel of a slice that the contours of a plane enclose.
void cover_plane(const std::vector<const PlanarContour*>& contours, double weight, const Grid& grid,
                 std::vector<float>& slice) {
  const auto rows = static_cast<double>(grid.shape[1]);
  const std::vector<double> borders = line_borders(contours, -0.5, rows - 0.5);
  std::vector<double> crossings;
  for (std::size_t line = 1; line < borders.size(); ++line) {
    const double height = borders[line] - borders[line - 1];
    if (height <= 0) continue;
    const double at = borders[line - 1] + height / 2;
    crossings.clear();
    for (const PlanarContour* contour : contours) add_crossings(*contour, at, crossings);
    std::sort(crossings.begin(), crossings.end());
    const auto y = static_cast<std::int64_t>(std::floor(at + 0.5));
    for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
      cover(crossings[i], crossings[i + 1], weight * height, slice.data() + y * grid.shape[0],
            grid.shape[0]);
    }
  }
}

}  // namespace

double enclosed_area(const std::vector<const PlanarContour*>& contours) {
  double area = 0;
  for (const PlanarContour* contour : contours) {
    int depth = 0;
    for (const PlanarContour* other : contours) {
      if (other != contour && encloses(*other, contour->points.front())) ++depth;
    }
    area += (depth % 2 == 0 ? 1 : -1) * std::abs(shoelace(*contour));
  }
  return area;
}

ContourMask mask_of_contours(const Grid& grid, std::vector<PlanarContour> contours) {
  ContourMask result;
  result.mask.grid = grid;
  result.mask.values.assign(static_cast<std::size_t>(grid.voxels()), 0);
  const std::vector<Slab> slabs = slabs_of(contours, result.warnings);
  for (const Slab& slab : slabs) {
    result.contour_mL +=
        enclosed_area(slab.contours) * (slab.high - slab.low) * grid.voxel_volume_cm3();
  }
  const std::int64_t plane = grid.shape[0] * grid.shape[1];
  std::vector<float> slice;
  for (std::int64_t z = 0; z < grid.shape[2]; ++z) {
    slice.assign(static_cast<std::size_t>(plane), 0);
    bool touched = false;
    for (const Slab& slab : slabs) {
      const double k = static_cast<double>(z);
      const double shared = std::min(slab.high, k + 0.5) - std::max(slab.low, k - 0.5);
      if (shared <= 1e-9) continue;
      cover_plane(slab.contours, shared, grid, slice);
      touched = true;
    }
    if (!touched) continue;
    for (std::int64_t i = 0; i < plane; ++i) {
      const float share = std::min(1.0f, slice[static_cast<std::size_t>(i)]);
      result.mask.values[static_cast<std::size_t>(z * plane + i)] =
          static_cast<std::uint8_t>(std::lround(255 * share));
    }
  }
  return result;
}

}  // namespace yttria
