// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/case/case_file.hpp"
#include "engine/case/phantom.hpp"
#include "engine/case/phantom_block.hpp"
#include "engine/error.hpp"
#include "engine/physics/material_library.hpp"

namespace yttria {

namespace {

constexpr double width_mm = 20'000;  // the widest voxel a case may have

std::size_t voxels_of(const SlabPhantom::Layer& layer, double spacing_mm) {
  require_positive(layer.thickness_mm, "--layer thickness");
  const double voxels = layer.thickness_mm / spacing_mm;
  const double whole = std::round(voxels);
  if (!(whole >= 1 && whole < 1e9) || std::fabs(voxels - whole) > 1e-6 * whole) {
    throw InputError(
        fmt::format("--layer {}:{:g}: the thickness is {:g} voxels of {:g} mm; choose "
                    "a whole number of voxels",
                    layer.material, layer.thickness_mm, voxels, spacing_mm));
  }
  return static_cast<std::size_t>(whole);
}

/// Row of the material, added at its first use.
std::uint16_t row_of(const std::string& name, std::vector<Material>& materials) {
  const auto known = std::find_if(materials.begin(), materials.end(),
                                  [&](const Material& m) { return m.name == name; });
  const auto row = static_cast<std::uint16_t>(known - materials.begin());
  if (known == materials.end()) materials.push_back(library_material(name));
  return row;
}

}  // namespace

Case make_phantom(const SlabPhantom& options) {
  require_positive(options.spacing_mm, "--spacing");
  if (options.layers.empty()) throw InputError("--layer: give at least one");
  Case problem;
  std::vector<double> weights;
  for (const SlabPhantom::Layer& layer : options.layers) {
    const std::size_t count = voxels_of(layer, options.spacing_mm);
    const std::uint16_t row = row_of(layer.material, problem.materials);
    const double density =
        layer.density_g_cm3.value_or(problem.materials[row].nominal_density_g_cm3);
    require_positive(density, "--layer density");
    const auto first = static_cast<std::int64_t>(weights.size());
    weights.insert(weights.end(), count, layer.source ? 1.0 : 0.0);
    problem.material.insert(problem.material.end(), count, row);
    problem.density_g_cm3.insert(problem.density_g_cm3.end(), count, static_cast<float>(density));
    problem.rois.push_back({fmt::format("layer-{}", problem.rois.size() + 1),
                            RoiRole::other,
                            {{first, first + static_cast<std::int64_t>(count)}}});
  }
  if (std::none_of(options.layers.begin(), options.layers.end(),
                   [](const SlabPhantom::Layer& layer) { return layer.source; })) {
    throw InputError("--layer: no layer is a source; add :source to one");
  }
  problem.grid = centred_grid({1, 1, static_cast<std::int64_t>(weights.size())},
                              {width_mm, width_mm, options.spacing_mm});
  spread_activity(problem, options.activity_GBq, weights);
  problem.digest = case_digest(problem);
  return problem;
}

}  // namespace yttria
