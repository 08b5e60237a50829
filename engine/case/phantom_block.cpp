// SPDX-License-Identifier: Apache-2.0
#include "engine/case/phantom_block.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

#include "engine/error.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/physics/nuclide.hpp"

namespace yttria {

namespace {

constexpr double most_voxels = 1 << 30;

}  // namespace

void require_positive(double value, const std::string& option) {
  if (!(value > 0) || !std::isfinite(value)) {
    throw InputError(fmt::format("{} {}: give a number above 0", option, value));
  }
}

Grid centred_grid(const std::array<std::int64_t, 3>& shape,
                  const std::array<double, 3>& spacing_mm) {
  Grid grid;
  double voxels = 1;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    require_positive(spacing_mm[axis], "--spacing");
    if (shape[axis] < 1) {
      throw InputError(fmt::format("--voxels {}: give at least 1 along each axis", shape[axis]));
    }
    voxels *= static_cast<double>(shape[axis]);
    grid.origin_mm[axis] = 0.5 * spacing_mm[axis] * static_cast<double>(1 - shape[axis]);
  }
  if (voxels > most_voxels) {
    throw InputError(fmt::format(
        "--spacing {}: the phantom would have {:.3g} voxels; give a larger spacing or fewer voxels",
        spacing_mm[0], voxels));
  }
  grid.shape = shape;
  grid.spacing_mm = spacing_mm;
  return grid;
}

std::int64_t voxels_across(double extent_mm, double spacing_mm) {
  require_positive(spacing_mm, "--spacing");
  const double voxels = std::ceil(extent_mm / spacing_mm - 1e-9);
  if (!(voxels <= most_voxels)) {
    throw InputError(fmt::format(
        "--spacing {}: the phantom would have {:.3g} voxels across; give a larger spacing",
        spacing_mm, voxels));
  };
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(voxels));
}

void for_each_voxel(const Grid& grid, const std::function<void(std::size_t, const Point&)>& visit) {
  std::size_t voxel = 0;
  const auto centre = [&](std::size_t axis, std::int64_t index) {
    return grid.origin_mm[axis] + grid.spacing_mm[axis] * static_cast<double>(index);
  };
  for (std::int64_t z = 0; z < grid.shape[2]; ++z) {
    for (std::int64_t y = 0; y < grid.shape[1]; ++y) {
      for (std::int64_t x = 0; x < grid.shape[0]; ++x) {
        visit(voxel++, {centre(0, x), centre(1, y), centre(2, z)});
      }
    }
  }
}

Roi region(const std::string& name, RoiRole role, std::size_t voxels,
           const std::function<bool(std::size_t)>& inside) {
  Roi roi{name, role, {}};
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    if (!inside(voxel)) continue;
    const auto index = static_cast<std::int64_t>(voxel);
    if (!roi.runs.empty() && roi.runs.back().last == index) {
      ++roi.runs.back().last;
    } else {
      roi.runs.push_back({index, index + 1});
    }
  }
  return roi;
}

void fill_medium(Case& problem, const std::string& material, std::optional<double> density_g_cm3) {
  if (density_g_cm3) require_positive(*density_g_cm3, "--density");
  const auto voxels = static_cast<std::size_t>(problem.grid.voxels());
  problem.materials = {library_material(material)};
  problem.material.assign(voxels, 0);
  const double density = density_g_cm3.value_or(problem.materials.front().nominal_density_g_cm3);
  problem.density_g_cm3.assign(voxels, static_cast<float>(density));
}

double total_decays(double activity_GBq, double half_life_h) {
  require_positive(activity_GBq, "--activity");
  return activity_GBq * 1e9 * half_life_h * 3600 / std::log(2.0);
}

void spread_activity(Case& problem, double activity_GBq, const std::vector<double>& weights) {
  Source& source = problem.source;
  source.nuclide = "Y-90";
  source.quantity = "decays";
  const double decays = total_decays(activity_GBq, nuclide(source.nuclide).half_life_h);
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  if (!(sum > 0)) {
    throw InputError("--spacing: no voxel of the phantom holds activity; give a smaller one");
  };
  source.map_decays.clear();
  source.map_decays.reserve(weights.size());
  source.total_decays = 0;
  for (const double weight : weights) {
    source.map_decays.push_back(static_cast<float>(decays * (weight / sum)));
    source.total_decays += static_cast<double>(source.map_decays.back());
  }
}

}  // namespace yttria
