// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "engine/physics/material_library.hpp"
#include "engine/run/problem.hpp"
#include "kernels/core/rng.hpp"

namespace yttria::test {

/// Water, bone, lung and vacuum in a random mosaic of 9 x 7 x 8 voxels of 2 x 3.3 x 1.1 mm, with
/// activity in a third of them and two regions that overlap.
inline Case mixed_case(std::uint64_t seed = 5) {
  Case c;
  c.grid.shape = {9, 7, 8};
  c.grid.spacing_mm = {2, 3.3, 1.1};
  c.materials = {library_material("water"), library_material("cortical bone"),
                 library_material("lung")};
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(c.grid.voxels()); ++i) {
    const RandomBlock block = random_block(seed, i, 0, 0);
    const bool vacuum = block.word[0] % 16 == 0;
    const std::uint16_t material = static_cast<std::uint16_t>(block.word[1] % 3);
    const double u = block.word[2] * 0x1p-32;
    const double density = material == 0 ? 0.9 + 0.2 * u : material == 1 ? 1.2 + u : 0.05 + 0.3 * u;
    c.density_g_cm3.push_back(vacuum ? 0.0f : static_cast<float>(density));
    c.material.push_back(material);
    const bool active = !vacuum && block.word[3] % 3 == 0;
    c.source.map_decays.push_back(active ? static_cast<float>(1 + u) : 0.0f);
    c.source.total_decays += static_cast<double>(c.source.map_decays.back());
  }
  c.rois = {{"core", RoiRole::tumour, {{60, 130}, {200, 203}}},
            {"shell", RoiRole::other, {{0, 63}, {300, 504}}}};
  return c;
}

inline Problem mixed_problem(const std::string& preset, std::uint64_t histories_per_batch,
                             std::uint64_t seed = 7) {
  Case c = mixed_case();
  const TransportSettings settings =
      TransportChoice{preset, {}}.settings(c.grid.smallest_spacing_mm());
  return Problem(std::move(c), settings, seed, histories_per_batch);
}

}  // namespace yttria::test
