// SPDX-License-Identifier: Apache-2.0
#include "engine/case/source_reader.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "engine/case/bad_voxels.hpp"
#include "engine/case/file_format.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/case/slabs.hpp"
#include "engine/case/source_spectrum.hpp"
#include "engine/physics/nuclide.hpp"

namespace yttria {

namespace {

constexpr double seconds_per_hour = 3600;

/// Sum of the values; reports what is no quantity of anything.
double checked_sum(const hdf5::Dataset& map, const Grid& grid, Problems& problems) {
  BadVoxels bad;
  double sum = 0;
  for_each_slab<double>(map, [&](const double* values, std::int64_t count, std::int64_t first) {
    for (std::int64_t i = 0; i < count; ++i) {
      if (!(values[i] >= 0 && values[i] <= std::numeric_limits<double>::max())) {
        bad.add(first + i, values[i]);
      }
      sum += values[i];
    }
  });
  bad.report(problems, map, grid.shape, "values must be finite and not negative");
  if (!bad.any() && !(sum > 0))
    map.fail("is 0 everywhere; a case needs a source, so give at least one value above 0");
  return sum;
}

/// Decays per stored unit; fills the half-life when it is used.
double decays_per_unit(const hdf5::Dataset& map, const Grid& grid, double sum, Source& source) {
  if (source.quantity == "decays") return 1;
  if (source.quantity == "relative") {
    const double total = map.number("total_decays");
    if (!(total > 0 && std::isfinite(total))) {
      map.fail(fmt::format("total_decays is {}; it must be finite and above 0", total));
    }
    return total / sum;
  }
  if (source.nuclide == "electron") {
    map.fail(
        fmt::format("quantity \"{}\" needs a half-life, which \"electron\" has not; use "
                    "\"decays\" or \"relative\"",
                    source.quantity));
  }
  source.half_life_h = nuclide(source.nuclide).half_life_h;
  const double decays_per_Bq = source.half_life_h * seconds_per_hour / std::numbers::ln2;
  return source.quantity == "activity" ? decays_per_Bq : decays_per_Bq * grid.voxel_volume_cm3();
}

void check_quantity(const hdf5::Dataset& map, Source& source, Problems& problems) {
  if (!map.has_attribute("quantity")) {
    map.fail(
        "has no attribute \"quantity\"; set it to decays, activity, activity_concentration "
        "or relative");
  }
  source.quantity = map.text("quantity");
  const char* units = nullptr;
  if (source.quantity == "decays" || source.quantity == "relative") units = "1";
  if (source.quantity == "activity") units = "Bq";
  if (source.quantity == "activity_concentration") units = "Bq/mL";
  if (units == nullptr) {
    map.fail(
        fmt::format("quantity \"{}\" is not known; use decays, activity, "
                    "activity_concentration or relative",
                    source.quantity));
  }
  if (source.quantity == "relative" && !map.has_attribute("total_decays")) {
    map.fail("quantity \"relative\" needs the attribute \"total_decays\"; add it");
  }
  problems.attempt([&] { check_units(map, units); });
}

void read_map(const hdf5::Dataset& map, const Grid& grid, Source& source, Problems& problems) {
  map.require_type({"f4", "f8"});
  map.require_shape(volume_shape(grid), "/medium/density");
  if (map.has_attribute("direction")) {
    map.fail(
        "has an attribute \"direction\", but only /source/points can be a beam; remove it or "
        "use points");
  }
  const bool quantity_known = problems.attempt([&] { check_quantity(map, source, problems); });
  const bool emitter_known = problems.attempt([&] { read_emitter(map, source); });
  double sum = 0;
  if (!problems.attempt([&] { sum = checked_sum(map, grid, problems); })) return;
  if (!quantity_known || !emitter_known) return;

  const double factor = decays_per_unit(map, grid, sum, source);
  source.map_decays.resize(static_cast<std::size_t>(grid.voxels()));
  BadVoxels too_large;
  for_each_slab<double>(map, [&](const double* values, std::int64_t count, std::int64_t first) {
    float* out = source.map_decays.data() + first;
    for (std::int64_t i = 0; i < count; ++i) {
      const double decays = values[i] * factor;
      if (!(decays <= static_cast<double>(std::numeric_limits<float>::max()))) {
        too_large.add(first + i, values[i]);
        continue;
      }
      out[i] = static_cast<float>(decays) + 0.0f;  // turns -0 into 0
      source.total_decays += static_cast<double>(out[i]);
    }
  });
  too_large.report(problems, map, grid.shape, "that is more decays than can be stored");
  if (!(source.total_decays > 0))
    map.fail("is too small to be stored; check its units, or leave out what has no activity");
}

/// A beam: every particle of the points starts along this direction.
void read_direction(const hdf5::Group& points, Source& source) {
  if (!points.has_attribute("direction")) return;
  const std::vector<double> values = points.numbers("direction", 3);
  double square = 0;
  for (const double value : values) square += value * value;
  if (!(std::fabs(square - 1) <= 1e-6)) {
    points.fail(
        fmt::format("direction is ({}, {}, {}); it must be a unit vector, or left out for "
                    "an isotropic source",
                    values[0], values[1], values[2]));
  }
  for (std::size_t k = 0; k < 3; ++k) source.beam_direction[k] = values[k] + 0.0;
}

void read_points(const hdf5::Group& points, const Grid& grid, Source& source, Problems& problems) {
  source.quantity = "decays";
  problems.attempt([&] { read_emitter(points, source); });
  problems.attempt([&] { read_direction(points, source); });
  const hdf5::Dataset position = points.dataset("position");
  const hdf5::Dataset decays = points.dataset("decays");
  position.require_type({"f8"});
  decays.require_type({"f8"});
  problems.attempt([&] { check_units(position, "mm"); });
  problems.attempt([&] { check_units(decays, "1"); });
  if (decays.shape().size() != 1 || decays.shape()[0] == 0) {
    decays.fail("must be a list of at least one number, a point each");
  }
  position.require_shape({decays.shape()[0], 3}, "[length of decays][3]");

  const std::vector<double> coordinates = position.read_all<double>();
  source.points_decays = decays.read_all<double>();
  for (std::size_t i = 0; i < source.points_decays.size(); ++i) {
    const double value = source.points_decays[i];
    if (!(value >= 0 && std::isfinite(value))) {
      decays.fail(fmt::format("[{}] is {}; values must be finite and not negative", i, value));
    }
    source.points_decays[i] += 0.0;
    const std::array<double, 3> point = {coordinates[3 * i] + 0.0, coordinates[3 * i + 1] + 0.0,
                                         coordinates[3 * i + 2] + 0.0};
    if (voxel_at(grid, point) < 0) {
      position.fail(
          fmt::format("[{}] is ({}, {}, {}) mm, outside the grid; move it inside or leave it out",
                      i, point[0], point[1], point[2]));
    }
    source.points_mm.push_back(point);
  }
  source.total_decays =
      std::accumulate(source.points_decays.begin(), source.points_decays.end(), 0.0);
  if (!(source.total_decays > 0))
    decays.fail("is 0 everywhere; a case needs a source, so give at least one value above 0");
  if (!std::isfinite(source.total_decays))
    decays.fail("adds up to more than can be stored; check the numbers of decays");
}

}  // namespace

Source read_source(const hdf5::Group& root, const Grid& grid, Problems& problems) {
  Source source;
  const hdf5::Group group = root.group("source");
  const bool has_map = group.has("map"), has_points = group.has("points");
  if (has_map && has_points) group.fail("has both map and points; remove one of them");
  if (!has_map && !has_points) group.fail("has neither map nor points; add one of them");
  problems.attempt([&] {
    if (has_map) {
      read_map(group.dataset("map"), grid, source, problems);
    } else {
      read_points(group.group("points"), grid, source, problems);
    }
  });
  problems.attempt([&] { read_beta_spectrum(group, source); });
  return source;
}

void check_source_medium(const hdf5::Group& root, const Case& problem, Problems& problems) {
  const std::string rule = "activity needs matter around it; correct the density or the source";
  const Source& source = problem.source;
  BadVoxels bad;
  for (std::size_t i = 0; i < source.map_decays.size(); ++i) {
    if (source.map_decays[i] > 0 && problem.density_g_cm3[i] == 0) {
      bad.add(static_cast<std::int64_t>(i), 0);
    }
  }
  if (bad.any()) {
    const hdf5::Dataset density = root.group("medium").dataset("density");
    bad.report(problems, density, problem.grid.shape,
               "but /source/map has activity there; " + rule);
  }
  for (std::size_t i = 0; i < source.points_mm.size(); ++i) {
    const std::int64_t voxel = voxel_at(problem.grid, source.points_mm[i]);
    if (!(source.points_decays[i] > 0) || voxel < 0) continue;
    if (problem.density_g_cm3[static_cast<std::size_t>(voxel)] > 0) continue;
    const hdf5::Dataset position = root.group("source").group("points").dataset("position");
    problems.report(position.says(fmt::format("[{}] lies in voxel {}, whose density is 0; {}", i,
                                              voxel_place(voxel, problem.grid.shape), rule)));
    return;
  }
}

}  // namespace yttria
