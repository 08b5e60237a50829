// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "engine/case/case_file.hpp"
#include "engine/case/phantom.hpp"
#include "engine/case/phantom_block.hpp"
#include "engine/error.hpp"
#include "engine/physics/nuclide.hpp"

namespace yttria {

namespace {

/// Uniform in [0, 1): a mixing function of seed and voxel (the finaliser of SplitMix64).
double uniform(std::uint64_t seed, std::uint64_t voxel) {
  std::uint64_t bits = voxel * 0x9E3779B97F4A7C15u + seed * 0xD1B54A32D192ED03u + 1;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9u;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EBu;
  bits ^= bits >> 31;
  return static_cast<double>(bits >> 11) * 0x1p-53;
}

void draw_densities(const LatticePhantom& options, Case& problem) {
  const auto [low, high] = *options.densities_g_cm3;
  require_positive(low, "--densities MIN");
  require_positive(high, "--densities MAX");
  if (high < low)
    throw InputError(fmt::format("--densities {}:{}: give the smaller density first", low, high));
  for (std::size_t voxel = 0; voxel < problem.density_g_cm3.size(); ++voxel) {
    problem.density_g_cm3[voxel] =
        static_cast<float>(low + (high - low) * uniform(options.density_seed, voxel));
  }
}

/// Whether an index lies on the lattice through the middle.
bool on_lattice(std::int64_t index, std::int64_t count, std::int64_t pitch) {
  const std::int64_t from_middle = index - count / 2;
  return pitch == 0 ? from_middle == 0 : from_middle % pitch == 0;
}

bool deep_inside(const Grid& grid, const Point& centre, double margin_mm) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double half = 0.5 * grid.spacing_mm[axis] * static_cast<double>(grid.shape[axis]);
    const double reach = std::fabs(centre[axis]) + 0.5 * grid.spacing_mm[axis];
    if (reach + margin_mm > half + 1e-9 * half) return false;
  }
  return true;
}

void place_points(const LatticePhantom& options, const std::vector<bool>& holds, Case& problem) {
  Source& source = problem.source;
  source.nuclide = "Y-90";
  source.quantity = "decays";
  for_each_voxel(problem.grid, [&](std::size_t voxel, const Point& centre) {
    if (holds[voxel]) source.points_mm.push_back(centre);
  });
  const double decays = total_decays(options.activity_GBq, nuclide(source.nuclide).half_life_h);
  const double each = decays / static_cast<double>(source.points_mm.size());
  source.points_decays.assign(source.points_mm.size(), each);
  for (const double value : source.points_decays) source.total_decays += value;
}

}  // namespace

Case make_phantom(const LatticePhantom& options) {
  if (options.pitch < 0)
    throw InputError(fmt::format("--pitch {}: give 0 or more voxels", options.pitch));
  if (!(options.margin_mm >= 0))
    throw InputError(fmt::format("--margin {}: give 0 mm or more", options.margin_mm));
  Case problem;
  const double spacing = options.spacing_mm;
  problem.grid = centred_grid(options.voxels, {spacing, spacing, spacing});
  fill_medium(problem, options.material, options.density_g_cm3);
  if (options.densities_g_cm3) draw_densities(options, problem);

  const Grid& grid = problem.grid;
  const std::size_t voxels = problem.density_g_cm3.size();
  const bool by_mass = options.sources == LatticePhantom::Sources::mass;
  std::vector<bool> holds(voxels), interior(voxels);
  std::size_t index = 0;
  for (std::int64_t z = 0; z < grid.shape[2]; ++z) {
    for (std::int64_t y = 0; y < grid.shape[1]; ++y) {
      for (std::int64_t x = 0; x < grid.shape[0]; ++x) {
        holds[index++] = by_mass || (on_lattice(x, grid.shape[0], options.pitch) &&
                                     on_lattice(y, grid.shape[1], options.pitch) &&
                                     on_lattice(z, grid.shape[2], options.pitch));
      }
    }
  }
  for_each_voxel(grid, [&](std::size_t voxel, const Point& centre) {
    interior[voxel] = deep_inside(grid, centre, options.margin_mm);
  });

  if (options.sources == LatticePhantom::Sources::points) {
    place_points(options, holds, problem);
  } else {
    std::vector<double> weights(voxels, 0);
    for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
      const double mass = static_cast<double>(problem.density_g_cm3[voxel]);
      if (holds[voxel]) weights[voxel] = by_mass ? mass : 1.0;
    }
    spread_activity(problem, options.activity_GBq, weights);
  }

  const auto add = [&](const std::string& name, const std::vector<bool>& inside) {
    problem.rois.push_back(
        region(name, RoiRole::other, voxels, [&](std::size_t voxel) { return inside[voxel]; }));
    if (problem.rois.back().runs.empty()) problem.rois.pop_back();  // a margin leaves no interior
  };
  if (!by_mass) add("sources", holds);
  if (options.margin_mm > 0) add("interior", interior);  // else it would be everything
  problem.digest = case_digest(problem);
  return problem;
}

}  // namespace yttria
