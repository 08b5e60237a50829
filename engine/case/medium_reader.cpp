// SPDX-License-Identifier: Apache-2.0
#include "engine/case/medium_reader.hpp"

#include <fmt/format.h>

#include <limits>

#include "engine/case/bad_voxels.hpp"
#include "engine/case/file_format.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/case/slabs.hpp"

namespace yttria {

namespace {

/// Thinner than any vacuum on Earth. Below it the mass of a voxel would be no number.
constexpr float least_density_g_cm3 = 1e-20f;

/// Also for NaN, which is none.
bool is_density(float g_cm3) {
  return g_cm3 == 0 || (g_cm3 >= least_density_g_cm3 && g_cm3 <= std::numeric_limits<float>::max());
}

void read_density(const hdf5::Dataset& stored, Case& problem, Problems& problems) {
  stored.require_type({"f4"});
  problems.attempt([&] { check_units(stored, "g/cm3"); });
  problem.density_g_cm3.resize(static_cast<std::size_t>(problem.grid.voxels()));
  BadVoxels bad;
  for_each_slab<float>(stored, [&](const float* values, std::int64_t count, std::int64_t first) {
    float* out = problem.density_g_cm3.data() + first;
    for (std::int64_t i = 0; i < count; ++i) {
      const float density = values[i];
      if (!is_density(density)) bad.add(first + i, static_cast<double>(density));
      out[i] = density + 0.0f;  // turns -0 into 0
    }
  });
  bad.report(problems, stored, problem.grid.shape,
             "a density must be finite and not negative: 0 (vacuum), or 1e-20 g/cm3 and more");
}

void read_material_rows(const hdf5::Dataset& stored, Case& problem, Problems& problems) {
  stored.require_type({"u1", "u2"});
  stored.require_shape(volume_shape(problem.grid), "/medium/density");
  problems.attempt([&] { check_units(stored, "1"); });
  const std::size_t rows = problem.materials.size();
  problem.material.resize(static_cast<std::size_t>(problem.grid.voxels()));
  BadVoxels bad;
  for_each_slab<std::uint16_t>(
      stored, [&](const std::uint16_t* values, std::int64_t count, std::int64_t first) {
        std::uint16_t* out = problem.material.data() + first;
        for (std::int64_t i = 0; i < count; ++i) {
          if (values[i] >= rows) bad.add(first + i, values[i]);
          out[i] = values[i];
        }
      });
  if (rows == 0) return;  // the rows themselves are bad, which is reported already
  bad.report(problems, stored, problem.grid.shape,
             fmt::format("/materials has the rows 0 to {}; correct the index or add the material",
                         rows - 1));
}

}  // namespace

void read_medium(const hdf5::Group& root, Case& problem, Problems& problems) {
  problems.attempt([&] { problem.materials = read_materials(root, problems); });
  bool density_good = false, material_good = false;
  problems.attempt([&] {
    const hdf5::Group medium = root.group("medium");
    density_good =
        problems.attempt([&] { read_density(medium.dataset("density"), problem, problems); });
    material_good = problems.attempt(
        [&] { read_material_rows(medium.dataset("material"), problem, problems); });
  });
  if (density_good && material_good && problems.found().empty()) {
    const std::vector<double> density = mean_voxel_densities_g_cm3(problem);
    for (std::size_t row = 0; row < density.size(); ++row) {
      double& nominal = problem.materials[row].nominal_density_g_cm3;
      if (nominal == 0) nominal = density[row];
    }
  }
}

}  // namespace yttria
