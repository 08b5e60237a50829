// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/case_medium.hpp"

#include <algorithm>

namespace yttria {

std::vector<float> decays_by_voxel(const Case& problem) {
  const Source& source = problem.source;
  if (source.points_mm.empty()) return source.map_decays;
  std::vector<double> decays(problem.density_g_cm3.size(), 0);
  for (std::size_t i = 0; i < source.points_mm.size(); ++i) {
    const std::int64_t voxel = voxel_at(problem.grid, source.points_mm[i]);
    decays[static_cast<std::size_t>(voxel)] += source.points_decays[i];
  }
  return {decays.begin(), decays.end()};
}

KernelSource kernel_source_of(const Case& problem) {
  const std::vector<float> decays = decays_by_voxel(problem);
  std::vector<double> in_material(problem.materials.size(), 0),
      density(problem.materials.size(), 0);
  for (std::size_t i = 0; i < decays.size(); ++i) {
    const std::size_t row = problem.material[i];
    in_material[row] += static_cast<double>(decays[i]);
    density[row] += static_cast<double>(decays[i]) * static_cast<double>(problem.density_g_cm3[i]);
  }
  const auto most = static_cast<std::size_t>(
      std::max_element(in_material.begin(), in_material.end()) - in_material.begin());
  KernelSource source;
  source.medium = problem.materials[most];
  source.density_g_cm3 = density[most] / in_material[most];
  source.nuclide = problem.source.nuclide;
  source.electron_energy_MeV = problem.source.electron_energy_MeV;
  source.beta_spectrum = problem.source.beta_spectrum;
  return source;
}

}  // namespace yttria
