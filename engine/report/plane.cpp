// SPDX-License-Identifier: Apache-2.0
#include "engine/report/plane.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

namespace yttria::report {

namespace {

/// A square between four centres; corners and edges go round from the upper left.
struct Square {
  std::int64_t x, y;
  std::array<double, 4> corner;  // upper left, upper right, lower right, lower left
};

/// Where an edge of the square crosses the level, "x y".
std::string crossing(const Square& square, std::size_t edge, double level) {
  static constexpr double from[4][2] = {{0, 0}, {1, 0}, {1, 1}, {0, 1}};
  static constexpr double along[4][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  const double a = square.corner[edge], b = square.corner[(edge + 1) % 4];
  const double t = (level - a) / (b - a);
  return fmt::format("{:.2f} {:.2f}",
                     static_cast<double>(square.x) + 0.5 + from[edge][0] + t * along[edge][0],
                     static_cast<double>(square.y) + 0.5 + from[edge][1] + t * along[edge][1]);
}

std::string crossings(const Square& square, double level) {
  std::array<bool, 4> above;
  double mean = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    if (std::isnan(square.corner[i])) return {};
    above[i] = square.corner[i] >= level;
    mean += square.corner[i] / 4;
  }
  std::vector<std::string> points;
  for (std::size_t edge = 0; edge < 4; ++edge) {
    if (above[edge] != above[(edge + 1) % 4]) points.push_back(crossing(square, edge, level));
  }
  if (points.empty()) return {};
  if (points.size() == 2) return fmt::format("M{}L{}", points[0], points[1]);
  // A saddle: each line cuts off a corner that differs from the middle. Edge k ends at corner k+1.
  const bool corner_0_alone = (mean >= level) != above[0];
  return corner_0_alone ? fmt::format("M{}L{}M{}L{}", points[3], points[0], points[1], points[2])
                        : fmt::format("M{}L{}M{}L{}", points[0], points[1], points[2], points[3]);
}

}  // namespace

Plane plane(const PictureFrame& frame, const Grid& grid, const View& view, std::int64_t slice,
            const std::function<double(std::size_t voxel)>& value) {
  Plane result{frame.shape[view.across], frame.shape[view.down], {}};
  result.values.reserve(static_cast<std::size_t>(result.width * result.height));
  std::array<std::int64_t, 3> at{};
  at[view.normal] = slice;
  for (std::int64_t y = 0; y < result.height; ++y) {
    at[view.down] = view.down_against ? result.height - 1 - y : y;
    for (std::int64_t x = 0; x < result.width; ++x) {
      at[view.across] = view.across_against ? result.width - 1 - x : x;
      result.values.push_back(value(frame.voxel(grid, at[0], at[1], at[2])));
    }
  }
  return result;
}

std::string isodose_path(const Plane& plane, double level) {
  std::string path;
  for (std::int64_t y = 0; y + 1 < plane.height; ++y) {
    for (std::int64_t x = 0; x + 1 < plane.width; ++x) {
      path += crossings(
          {x, y, {plane.at(x, y), plane.at(x + 1, y), plane.at(x + 1, y + 1), plane.at(x, y + 1)}},
          level);
    }
  }
  return path;
}

}  // namespace yttria::report
