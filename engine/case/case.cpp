// SPDX-License-Identifier: Apache-2.0
#include "engine/case/case.hpp"

namespace yttria {

std::vector<double> mean_voxel_densities_g_cm3(const Case& problem) {
  std::vector<double> mean(problem.materials.size(), 0);
  std::vector<double> voxels(problem.materials.size(), 0);
  for (std::size_t v = 0; v < problem.material.size(); ++v) {
    if (!(problem.density_g_cm3[v] > 0)) continue;
    mean[problem.material[v]] += static_cast<double>(problem.density_g_cm3[v]);
    voxels[problem.material[v]] += 1;
  }
  for (std::size_t row = 0; row < mean.size(); ++row) {
    mean[row] = voxels[row] > 0 ? mean[row] / voxels[row] : 1.0;
  }
  return mean;
}

}  // namespace yttria
