// SPDX-License-Identifier: Apache-2.0
// DICOM LPS: x to the patient's left, y to the back, z to the head. Lengths in mm.
#include <cmath>

#include "engine/case/case_file.hpp"
#include "engine/case/phantom.hpp"
#include "engine/case/phantom_block.hpp"
#include "engine/error.hpp"
#include "engine/physics/material_library.hpp"

namespace yttria {

namespace {

constexpr Point extent_mm{336, 252, 288};

enum Tissue : std::uint16_t { air, adipose, soft_tissue, lung, liver, cortical, spongiosa };

struct Medium {
  const char* material;
  float density_g_cm3;
};
constexpr std::array<Medium, 7> media{{{"air", 1.2e-3f},
                                       {"adipose", 0.95f},
                                       {"soft tissue", 1.03f},
                                       {"lung", 0.26f},
                                       {"liver", 1.06f},
                                       {"cortical bone", 1.92f},
                                       {"spongiosa", 1.18f}}};

struct Ellipsoid {
  Point centre;
  Point semi_axes;
  bool contains(const Point& p) const {
    double sum = 0;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double along = (p[axis] - centre[axis]) / semi_axes[axis];
      sum += along * along;
    }
    return sum < 1;
  }
};

constexpr std::array<Ellipsoid, 2> lungs{
    {{{-68, 5, 85}, {50, 68, 95}}, {{68, 5, 90}, {48, 66, 95}}}};
constexpr std::array<Ellipsoid, 2> liver_lobes{
    {{{-60, 0, -35}, {68, 68, 70}}, {{10, -35, -15}, {62, 40, 40}}}};
constexpr std::array<Ellipsoid, 3> lesions{{{{-85, 10, -40}, {20, 20, 20}},
                                            {{-45, -30, -25}, {12.5, 12.5, 12.5}},
                                            {{15, -40, -15}, {7.5, 7.5, 7.5}}}};

/// Below 1 inside an elliptical cylinder along z.
double across(const Point& p, double semi_x, double semi_y) {
  return std::sqrt((p[0] / semi_x) * (p[0] / semi_x) + (p[1] / semi_y) * (p[1] / semi_y));
}

constexpr double rib_semi_x = 140, rib_semi_y = 95;  // where the middle of the chest wall runs
constexpr double rib_period = 28, lowest_rib = -70;
constexpr double rib_half_depth = 4, rib_half_height = 6.5;

/// 0 in the middle of a rib, 1 on its surface. Ribs fall towards the front and leave it open.
double rib_radius(const Point& p) {
  if (p[2] < lowest_rib || (p[1] < 0 && std::fabs(p[0]) < 25)) return 2;
  const double depth = (across(p, rib_semi_x, rib_semi_y) - 1) * 0.5 * (rib_semi_x + rib_semi_y);
  const double height = p[2] - 0.3 * p[1];
  const double from_middle = height - rib_period * std::round(height / rib_period);
  const double a = depth / rib_half_depth, b = from_middle / rib_half_height;
  return std::sqrt(a * a + b * b);
}

Tissue tissue_at(const Point& p) {
  if (across(p, 160, 115) >= 1) return air;
  if (across(p, 148, 103) >= 1) return adipose;
  const double rib = rib_radius(p);
  if (rib < 1) return rib < 0.6 ? spongiosa : cortical;
  const double spine = std::hypot(p[0], p[1] - 68);
  if (spine < 18) return spine < 14 ? spongiosa : cortical;
  for (const Ellipsoid& lobe : liver_lobes) {
    if (lobe.contains(p)) return liver;
  }
  for (const Ellipsoid& half : lungs) {
    if (half.contains(p)) return lung;
  }
  return soft_tissue;
}

/// Lesion of a voxel, from 1; 0 for none.
int lesion_at(const Point& p) {
  for (std::size_t i = 0; i < lesions.size(); ++i) {
    if (lesions[i].contains(p)) return static_cast<int>(i) + 1;
  }
  return 0;
}

/// Activity per voxel: the shunted part evenly in the lungs, the rest in the liver.
std::vector<double> activity_weights(const LiverPhantom& options,
                                     const std::vector<std::uint16_t>& tissue,
                                     const std::vector<int>& lesion) {
  double in_lungs = 0, in_liver = 0;
  const auto concentration = [&](std::size_t voxel) {
    return lesion[voxel] != 0 ? options.tumour_to_normal : 1.0;
  };
  for (std::size_t voxel = 0; voxel < tissue.size(); ++voxel) {
    if (tissue[voxel] == lung) in_lungs += 1;
    if (tissue[voxel] == liver) in_liver += concentration(voxel);
  }
  const double shunt = options.lung_shunt_percent / 100;
  if (!(in_liver > 0) || (shunt > 0 && !(in_lungs > 0))) {
    throw InputError("--spacing: an organ has no voxel; give a smaller one");
  }
  std::vector<double> weights(tissue.size(), 0);
  for (std::size_t voxel = 0; voxel < tissue.size(); ++voxel) {
    if (tissue[voxel] == lung && shunt > 0) weights[voxel] = shunt / in_lungs;
    if (tissue[voxel] == liver) weights[voxel] = (1 - shunt) * concentration(voxel) / in_liver;
  }
  return weights;
}

}  // namespace

Case make_phantom(const LiverPhantom& options) {
  require_positive(options.tumour_to_normal, "--tumour-to-normal");
  if (!(options.lung_shunt_percent >= 0 && options.lung_shunt_percent < 100)) {
    throw InputError("--lung-shunt: give percent from 0 to below 100");
  }
  Case problem;
  std::array<std::int64_t, 3> shape{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    shape[axis] = voxels_across(extent_mm[axis], options.spacing_mm);
  }
  const double spacing = options.spacing_mm;
  problem.grid = centred_grid(shape, {spacing, spacing, spacing});
  for (const Medium& medium : media) problem.materials.push_back(library_material(medium.material));

  const auto voxels = static_cast<std::size_t>(problem.grid.voxels());
  problem.material.resize(voxels);
  problem.density_g_cm3.resize(voxels);
  std::vector<int> lesion(voxels, 0);
  for_each_voxel(problem.grid, [&](std::size_t voxel, const Point& centre) {
    const Tissue tissue = tissue_at(centre);
    problem.material[voxel] = tissue;
    problem.density_g_cm3[voxel] = media[tissue].density_g_cm3;
    if (tissue == liver) lesion[voxel] = lesion_at(centre);
  });
  spread_activity(problem, options.activity_GBq,
                  activity_weights(options, problem.material, lesion));

  const auto add = [&](const std::string& name, RoiRole role, const auto& inside) {
    problem.rois.push_back(region(name, role, voxels, inside));
  };
  const std::vector<std::uint16_t>& tissue = problem.material;
  add("liver", RoiRole::normal_liver,
      [&](std::size_t voxel) { return tissue[voxel] == liver && lesion[voxel] == 0; });
  for (int i = 1; i <= static_cast<int>(lesions.size()); ++i) {
    add("lesion-" + std::to_string(i), RoiRole::tumour,
        [&](std::size_t voxel) { return lesion[voxel] == i; });
    if (problem.rois.back().runs.empty()) {
      throw InputError("--spacing: a lesion has no voxel; give a smaller one");
    }
  }
  add("lungs", RoiRole::lung, [&](std::size_t voxel) { return tissue[voxel] == lung; });
  add("body", RoiRole::other, [&](std::size_t voxel) { return tissue[voxel] != air; });
  problem.digest = case_digest(problem);
  return problem;
}

}  // namespace yttria
