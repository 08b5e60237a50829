// SPDX-License-Identifier: Apache-2.0
#include "engine/case/grid_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace yttria {

namespace {

constexpr double smallest_spacing_mm = 0.01;  // 10 um
constexpr double largest_spacing_mm = 20000;  // 20 m
constexpr double direction_tolerance = 1e-6;
constexpr std::uint64_t most_voxels = std::numeric_limits<std::int32_t>::max();

template <std::size_t N>
void read_finite(const hdf5::Object& grid, const char* name, std::array<double, N>& out) {
  const std::vector<double> values = grid.numbers(name, N);
  for (std::size_t i = 0; i < N; ++i) {
    if (!std::isfinite(values[i])) {
      grid.fail(fmt::format("{}[{}] is {}; it must be finite", name, i, values[i]));
    }
    out[i] = values[i] + 0.0;  // -0 and 0 are the same grid and must have the same digest
  }
}

void check_spacing(const hdf5::Object& grid, const std::array<double, 3>& spacing_mm) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (spacing_mm[i] >= smallest_spacing_mm && spacing_mm[i] <= largest_spacing_mm) continue;
    grid.fail(fmt::format("spacing_mm[{}] is {}; it must be from {} to {} mm", i, spacing_mm[i],
                          smallest_spacing_mm, largest_spacing_mm));
  }
}

void check_direction(const hdf5::Object& grid, const std::array<double, 9>& direction) {
  for (std::size_t a = 0; a < 3; ++a) {
    for (std::size_t b = a; b < 3; ++b) {
      double product = 0;
      for (std::size_t row = 0; row < 3; ++row) {
        product += direction[3 * row + a] * direction[3 * row + b];
      }
      if (std::abs(product - (a == b ? 1 : 0)) <= direction_tolerance) continue;
      grid.fail(
          fmt::format("direction is not orthonormal: columns {} and {} have the product {}; "
                      "give three perpendicular unit vectors as columns of a row-major 3x3 "
                      "matrix",
                      a, b, product));
    }
  }
}

}  // namespace

Grid read_grid(const hdf5::Group& root, const hdf5::Dataset& volume, Problems& problems) {
  Grid grid;
  const hdf5::Shape& shape = volume.shape();
  if (shape.size() != 3 || hdf5::elements(shape) == 0) {
    volume.fail(fmt::format("has shape {}, but must be [z][y][x] with at least one voxel",
                            hdf5::to_string(shape)));
  }
  if (hdf5::elements(shape) > most_voxels) {
    volume.fail(fmt::format("has shape {}, more than {} voxels; use a coarser or smaller grid",
                            hdf5::to_string(shape), most_voxels));
  }
  for (std::size_t i = 0; i < 3; ++i) grid.shape[i] = static_cast<std::int64_t>(shape[2 - i]);

  problems.attempt([&] {
    const hdf5::Group group = root.group("grid");
    problems.attempt([&] {
      read_finite(group, "spacing_mm", grid.spacing_mm);
      check_spacing(group, grid.spacing_mm);
    });
    problems.attempt([&] { read_finite(group, "origin_mm", grid.origin_mm); });
    problems.attempt([&] {
      read_finite(group, "direction", grid.direction);
      check_direction(group, grid.direction);
    });
  });
  return grid;
}

void write_grid(hdf5::OutputGroup& root, const Grid& grid) {
  hdf5::OutputGroup group = root.group("grid");
  const auto list = [](const auto& values) {
    return std::vector<double>(values.begin(), values.end());
  };
  group.attribute("spacing_mm", list(grid.spacing_mm));
  group.attribute("origin_mm", list(grid.origin_mm));
  group.attribute("direction", list(grid.direction));
}

hdf5::Shape volume_shape(const Grid& grid) {
  return {static_cast<std::uint64_t>(grid.shape[2]), static_cast<std::uint64_t>(grid.shape[1]),
          static_cast<std::uint64_t>(grid.shape[0])};
}

}  // namespace yttria
