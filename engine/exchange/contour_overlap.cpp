// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/contour_overlap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr double negligible = 0.01;  // of an area
constexpr std::size_t deepest = 16;  // contours around one place; the cost grows with its square

double shoelace(const PlanarContour& contour) {
  double twice = 0;
  for (std::size_t i = 0, n = contour.points.size(); i < n; ++i) {
    const auto& a = contour.points[i];
    const auto& b = contour.points[(i + 1) % n];
    twice += a[0] * b[1] - b[0] * a[1];
  }
  return std::abs(twice / 2);
}

void add_piece(ContourAreas& areas, const std::vector<std::size_t>& around, double area) {
  if (around.size() % 2 != 0) areas.enclosed += area;
  for (std::size_t i = 0; i < around.size(); ++i) {
    areas.own[around[i]] += area;
    for (std::size_t k = 0; k < i; ++k) {
      areas.shared[std::minmax(around[i], around[k])] += area;
    }
  }
}

}  // namespace

ContourAreas areas_of(const PlaneContours& contours) {
  ContourAreas areas;
  areas.own.assign(contours.size(), 0);
  std::vector<std::size_t> around;
  for_each_line(contours, {}, [&](const ContourLine& line) {
    around.clear();
    double from = 0;
    for (const auto& [x, contour] : line.crossings) {
      if (x > from) add_piece(areas, around, (x - from) * line.height);
      from = x;
      const auto known = std::find(around.begin(), around.end(), contour);
      if (known != around.end()) {
        around.erase(known);
      } else if (around.size() < deepest) {
        around.push_back(contour);
      } else {
        throw InputError(
            fmt::format("more than {} contours of one plane enclose the same place", deepest));
      }
    }
  });
  return areas;
}

PlaneDoubts doubts_about(PlaneContours& contours) {
  const ContourAreas areas = areas_of(contours);
  PlaneDoubts doubts;
  std::set<std::size_t> copies;
  for (const auto& [pair, shared] : areas.shared) {
    const auto [less, more] = std::minmax(areas.own[pair.first], areas.own[pair.second]);
    if (shared > (1 - negligible) * more) {
      doubts.twice = true;
      copies.insert(pair.second);
    } else if (shared > negligible * less && shared < (1 - negligible) * less) {
      doubts.partly = true;
    }
  }
  PlaneContours kept;
  for (std::size_t i = 0; i < contours.size(); ++i) {
    const double own = areas.own[i];
    if (std::abs(own - shoelace(*contours[i])) > negligible * own) doubts.itself = true;
    if (copies.count(i) == 0) kept.push_back(contours[i]);
  }
  contours = std::move(kept);
  doubts.enclosed = copies.empty() ? areas.enclosed : areas_of(contours).enclosed;
  return doubts;
}

}  // namespace yttria
