// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/small_case.hpp"

#include "engine/physics/material_library.hpp"

namespace yttria::test {

Case small_case() {
  Case problem;
  problem.grid.shape = {3, 4, 5};
  problem.grid.spacing_mm = {2, 3, 4};
  problem.grid.origin_mm = {-10, 20.5, -300};
  problem.density_g_cm3.assign(60, 1.04f);
  problem.density_g_cm3[0] = 0;
  problem.density_g_cm3[voxel(4, 3, 2)] = 1.92f;
  problem.material.assign(60, 0);
  problem.material[voxel(4, 3, 2)] = 1;
  problem.materials = {library_material("soft tissue"), library_material("cortical bone")};
  problem.source.nuclide = "Y-90";
  problem.source.quantity = "decays";
  problem.source.map_decays.assign(60, 0);
  problem.source.map_decays[voxel(2, 1, 1)] = 1e9f;
  problem.source.map_decays[voxel(2, 2, 1)] = 3e9f;
  problem.source.total_decays = 4e9;
  problem.rois = {{"lesion", RoiRole::tumour, {{30, 36}}},
                  {"liver", RoiRole::normal_liver, {{2, 5}, {33, 60}}}};
  return problem;
}

Case small_case_of_points() {
  Case problem = small_case();
  problem.source.map_decays.clear();
  problem.source.points_mm = {{-8, 23.5, -292}, {-6.5, 29, -285}};
  problem.source.points_decays = {2.5e5, 7.5e5};
  problem.source.total_decays = 1e6;
  return problem;
}

}  // namespace yttria::test
