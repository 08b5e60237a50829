// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/image_lengths.hpp"

#include <fmt/format.h>

#include <cmath>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr double farthest_mm = 1e6;
constexpr double shortest_edge_mm = 1e-3;
constexpr double longest_edge_mm = 2e4;

}  // namespace

void check_coordinates(const std::string& where, std::span<const double> coordinates_mm) {
  for (const double coordinate : coordinates_mm) {
    if (std::abs(coordinate) <= farthest_mm) continue;
    throw InputError(
        fmt::format("{}: the coordinate {:g} mm lies more than 1 km away; the file is "
                    "damaged, or its lengths are not mm",
                    where, coordinate));
  }
}

void check_edge(const std::string& where, double edge_mm) {
  if (edge_mm >= shortest_edge_mm && edge_mm <= longest_edge_mm) return;
  throw InputError(
      fmt::format("{}: an edge of its voxels is {:g} mm; from 1 um to 20 m can be, so "
                  "the file is damaged, or its lengths are not mm",
                  where, edge_mm));
}

}  // namespace yttria
