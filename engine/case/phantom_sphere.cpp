// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "engine/case/case_file.hpp"
#include "engine/case/phantom.hpp"
#include "engine/case/phantom_block.hpp"

namespace yttria {

namespace {

/// Part of a cubic voxel inside a sphere about the origin, from 16 x 16 x 16 points in the voxels
/// that the surface can cut.
double share_inside(const Point& centre, double spacing_mm, double radius_mm) {
  constexpr int points = 16;
  const double reach = 0.5 * std::sqrt(3.0) * spacing_mm;
  const double distance =
      std::sqrt(centre[0] * centre[0] + centre[1] * centre[1] + centre[2] * centre[2]);
  if (distance + reach <= radius_mm) return 1;
  if (distance - reach >= radius_mm) return 0;
  const auto offset = [&](int i) { return ((i + 0.5) / points - 0.5) * spacing_mm; };
  int inside = 0;
  for (int k = 0; k < points; ++k) {
    const double z = centre[2] + offset(k);
    for (int j = 0; j < points; ++j) {
      const double y = centre[1] + offset(j);
      for (int i = 0; i < points; ++i) {
        const double x = centre[0] + offset(i);
        if (x * x + y * y + z * z < radius_mm * radius_mm) ++inside;
      }
    }
  }
  return static_cast<double>(inside) / (points * points * points);
}

}  // namespace

Case make_phantom(const SpherePhantom& options) {
  require_positive(options.radius_mm, "--radius");
  require_positive(options.size_mm, "--size");
  Case problem;
  // An odd number of voxels: the middle of the sphere is the middle of a voxel.
  const std::int64_t across =
      voxels_across(std::max(options.size_mm, 2 * options.radius_mm), options.spacing_mm) | 1;
  const double spacing = options.spacing_mm;
  problem.grid = centred_grid({across, across, across}, {spacing, spacing, spacing});
  fill_medium(problem, options.material, options.density_g_cm3);

  const std::size_t voxels = problem.density_g_cm3.size();
  std::vector<double> weights(voxels);
  std::vector<bool> inside(voxels);
  for_each_voxel(problem.grid, [&](std::size_t voxel, const Point& p) {
    weights[voxel] = share_inside(p, spacing, options.radius_mm);
    inside[voxel] = p[0] * p[0] + p[1] * p[1] + p[2] * p[2] < options.radius_mm * options.radius_mm;
  });
  spread_activity(problem, options.activity_GBq, weights);
  problem.rois = {
      region("sphere", RoiRole::tumour, voxels, [&](std::size_t i) { return inside[i]; }),
      region("cube", RoiRole::other, voxels, [](std::size_t) { return true; })};
  problem.digest = case_digest(problem);
  return problem;
}

}  // namespace yttria
