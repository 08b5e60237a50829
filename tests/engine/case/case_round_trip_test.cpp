// SPDX-License-Identifier: Apache-2.0
// Any case that can be made is the same case after a file.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "engine/case/case_file.hpp"
#include "engine/physics/material_library.hpp"
#include "tests/engine/support/small_case.hpp"
#include "tests/engine/support/temporary_folder.hpp"

namespace yttria {
namespace {

double real_between(double low, double high) {
  return low + (high - low) * *rc::gen::inRange(0, 1000001) / 1e6;
}

Grid any_grid() {
  Grid grid;
  for (auto& extent : grid.shape) extent = *rc::gen::inRange(1, 9);
  for (auto& spacing : grid.spacing_mm) spacing = real_between(0.01, 20000);
  for (auto& origin : grid.origin_mm) origin = real_between(-500, 500);
  const double c = std::cos(real_between(0, 6)), s = std::sqrt(1 - c * c);
  const double flip = *rc::gen::element(-1.0, 1.0);
  grid.direction = {c, -s, 0, s, c, 0, 0, 0, flip};
  return grid;
}

std::vector<Material> any_materials() {
  std::vector<Material> materials;
  const int rows = *rc::gen::inRange(1, 5);
  const std::vector<std::string> names = library_material_names();
  for (int row = 0; row < rows; ++row) {
    if (*rc::gen::arbitrary<bool>()) {
      materials.push_back(library_material(*rc::gen::elementOf(names)));
      continue;
    }
    const double a = real_between(0.01, 0.5), b = real_between(0.01, 0.4);
    materials.push_back(user_material("own", {{8, 1 - a - b}, {1, a}, {20, b}},
                                      *rc::gen::element(0.0, 75.0, 112.5)));
  }
  return materials;
}

std::vector<Roi> any_rois(std::int64_t voxels) {
  std::vector<Roi> rois;
  const int count = *rc::gen::inRange(0, 4);
  for (int i = 0; i < count; ++i) {
    Roi roi{"region " + std::to_string(i), *rc::gen::element(RoiRole::tumour, RoiRole::lung), {}};
    std::int64_t at = *rc::gen::inRange<std::int64_t>(0, voxels);
    while (at < voxels) {
      const std::int64_t last = *rc::gen::inRange<std::int64_t>(at, voxels) + 1;
      roi.runs.push_back({at, last});
      at = last + *rc::gen::inRange(1, 10);
    }
    rois.push_back(std::move(roi));
  }
  return rois;
}

void add_source(Case& problem) {
  const auto voxels = static_cast<std::size_t>(problem.grid.voxels());
  problem.source.nuclide = "Y-90";
  if (*rc::gen::arbitrary<bool>()) {
    problem.source.map_decays.assign(voxels, 0);
    problem.source.map_decays[0] = static_cast<float>(real_between(1, 1e9));
    problem.source.map_decays[voxels - 1] += static_cast<float>(real_between(0, 1e9));
  } else {
    const int points = *rc::gen::inRange(1, 5);
    for (int i = 0; i < points; ++i) {
      problem.source.points_mm.push_back(problem.grid.origin_mm);
      problem.source.points_decays.push_back(real_between(1, 1e6));
    }
    if (*rc::gen::arbitrary<bool>()) problem.source.beam_direction = {0.6, 0, -0.8};
  }
}

RC_GTEST_PROP(CaseRoundTrip, KeepsContentAndDigest, ()) {
  Case problem;
  problem.grid = any_grid();
  problem.materials = any_materials();
  const std::int64_t voxels = problem.grid.voxels();
  for (std::int64_t i = 0; i < voxels; ++i) {
    problem.density_g_cm3.push_back(static_cast<float>(1e-3 + real_between(0, 3)));
    problem.material.push_back(
        static_cast<std::uint16_t>(*rc::gen::inRange<std::size_t>(0, problem.materials.size())));
  }
  const std::vector<double> densities = mean_voxel_densities_g_cm3(problem);
  for (std::size_t row = 0; row < densities.size(); ++row) {
    Material& material = problem.materials[row];
    if (material.name == "own") material.nominal_density_g_cm3 = densities[row];
  }
  add_source(problem);
  problem.rois = any_rois(voxels);

  const test::TemporaryFolder folder;
  write_case(folder / "case.h5", problem, false);
  const Case read = read_case(folder / "case.h5");
  RC_ASSERT(read.digest == case_digest(problem));
  RC_ASSERT(read.grid == problem.grid);
  RC_ASSERT(read.density_g_cm3 == problem.density_g_cm3);
  RC_ASSERT(read.material == problem.material);
  RC_ASSERT(read.materials == problem.materials);
  RC_ASSERT(read.source.map_decays == problem.source.map_decays);
  RC_ASSERT(read.source.points_mm == problem.source.points_mm);
  RC_ASSERT(read.source.beam_direction == problem.source.beam_direction);
  RC_ASSERT(read.rois.size() == problem.rois.size());
  for (std::size_t i = 0; i < read.rois.size(); ++i) {
    RC_ASSERT(read.rois[i].runs == problem.rois[i].runs);
    RC_ASSERT(read.rois[i].role == problem.rois[i].role);
  }
}

RC_GTEST_PROP(CaseRoundTrip, VoxelAtFindsTheVoxelOfAnyPointInIt, ()) {
  const Grid grid = any_grid();
  std::array<std::int64_t, 3> index{};
  std::array<double, 3> point = grid.origin_mm;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    index[axis] = *rc::gen::inRange<std::int64_t>(0, grid.shape[axis]);
    const double along = static_cast<double>(index[axis]) + real_between(-0.499, 0.499);
    for (std::size_t row = 0; row < 3; ++row) {
      point[row] += grid.direction[3 * row + axis] * along * grid.spacing_mm[axis];
    }
  }
  RC_ASSERT(voxel_at(grid, point) ==
            (index[2] * grid.shape[1] + index[1]) * grid.shape[0] + index[0]);
  const std::size_t axis = *rc::gen::inRange<std::size_t>(0, 3);
  const double out = static_cast<double>(grid.shape[axis]) * grid.spacing_mm[axis];
  for (std::size_t row = 0; row < 3; ++row) point[row] += grid.direction[3 * row + axis] * out;
  RC_ASSERT(voxel_at(grid, point) == -1);
}

}  // namespace
}  // namespace yttria
