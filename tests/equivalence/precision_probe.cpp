// SPDX-License-Identifier: Apache-2.0
// Energy around a voxel of Y-90 in one working precision, batch by batch, for
// compare_precisions.py: mean energy per decay in the source voxel, its neighbours by face, edge
// and corner, the next shell and all the rest. In quanta; the precision is the engine's.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "engine/physics/material_library.hpp"
#include "engine/run/problem.hpp"

namespace yttria {
namespace {

constexpr std::int64_t edge = 9;
constexpr std::int64_t centre = edge / 2;

/// Voxels of 3 mm; water, or bone on one side of the source and lung on the other.
Case cube(bool layered) {
  Case c;
  c.grid.shape = {edge, edge, edge};
  c.grid.spacing_mm = {3, 3, 3};
  c.materials = {library_material("water"), library_material("cortical bone"),
                 library_material("lung")};
  for (std::int64_t i = 0; i < c.grid.voxels(); ++i) {
    const std::int64_t x = i % edge;
    const std::uint16_t material = !layered || x == centre ? 0 : x < centre ? 1 : 2;
    c.material.push_back(material);
    c.density_g_cm3.push_back(material == 0 ? 1.0f : material == 1 ? 1.85f : 0.26f);
  }
  c.source.map_decays.assign(static_cast<std::size_t>(c.grid.voxels()), 0.0f);
  c.source.map_decays[static_cast<std::size_t>((centre * edge + centre) * edge + centre)] = 1;
  return c;
}

/// 0 source voxel, 1 face, 2 edge, 3 corner, 4 the shell beyond, 5 all else; layered: by x.
std::size_t region(std::int64_t voxel, bool layered) {
  const std::int64_t x = voxel % edge, y = voxel / edge % edge, z = voxel / (edge * edge);
  if (layered) return static_cast<std::size_t>(std::clamp<std::int64_t>(x - centre + 2, 0, 4));
  const std::int64_t dx = std::abs(x - centre), dy = std::abs(y - centre),
                     dz = std::abs(z - centre);
  const std::int64_t farthest = std::max({dx, dy, dz});
  return static_cast<std::size_t>(farthest == 0   ? 0
                                  : farthest == 1 ? dx + dy + dz
                                  : farthest == 2 ? 4
                                                  : 5);
}

void print(const char* name, const std::string& preset, bool layered, std::uint64_t batches,
           std::uint64_t histories) {
  const Problem problem(cube(layered), TransportChoice{preset, {}}.settings(3), 1, histories);
  for (std::uint64_t batch = 0; batch < batches; ++batch) {
    const auto backend = make_cpu_backend(problem.view(), problem.roi_layout(), 0);
    const TallySums sums = run_batches(*backend, problem.view(), problem.roi_layout(), {batch});
    double energy[6] = {};
    for (std::size_t v = 0; v < sums.energy.size(); ++v) {
      energy[region(static_cast<std::int64_t>(v), layered)] += static_cast<double>(sums.energy[v]);
    }
    for (std::size_t i = 0; i < (layered ? 5 : 6); ++i) {
      std::printf("%s %zu %.9g\n", name, i, energy[i] / static_cast<double>(histories));
    }
  }
}

}  // namespace
}  // namespace yttria

int main() {
  std::printf("real %zu\n", sizeof(yttria::real));
  yttria::print("water", "clinical", false, 40, 16384);
  yttria::print("layers", "clinical", true, 40, 4096);
  yttria::print("fine", "reference", false, 20, 1024);
  return 0;
}
