// SPDX-License-Identifier: Apache-2.0
#include "kernels/transport/photon_flight.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/physics/material_library.hpp"
#include "engine/physics/photon_cross_sections.hpp"
#include "engine/run/problem.hpp"
#include "tests/support/tally_map.hpp"

namespace yttria {
namespace {

/// Layers of bone, lung, vacuum and water across x, 1 cm each in voxels of 2.5 mm.
Case layers() {
  Case c;
  c.grid.shape = {16, 40, 40};
  c.grid.spacing_mm = {2.5, 50, 50};
  c.materials = {library_material("cortical bone"), library_material("lung"),
                 library_material("water")};
  constexpr float density[] = {1.92f, 0.26f, 0.0f, 1.0f};
  constexpr std::uint16_t material[] = {0, 1, 1, 2};
  for (int i = 0; i < 16 * 40 * 40; ++i) {
    c.density_g_cm3.push_back(density[i % 16 / 4]);
    c.material.push_back(material[i % 16 / 4]);
  }
  c.source.map_decays.assign(c.density_g_cm3.size(), 0.0f);
  c.source.map_decays[0] = 1;
  c.source.total_decays = 1;
  return c;
}

/// Share of photons that cross all layers along +x without any interaction.
double transmitted(const ProblemView& view, EnergyQuanta energy, int count) {
  int through = 0;
  for (int id = 0; id < count; ++id) {
    test::TallyMap tally;
    detail::History<test::TallyMap> h{view, static_cast<std::uint64_t>(id), tally, {}, {}, {}, 0};
    Particle p = {};
    p.kind = ParticleKind::photon;
    p.energy = energy;
    p.voxel = {0, 20, 20};
    p.position_cm = {0, view.grid.size_cm[1] / 2, view.grid.size_cm[2] / 2};
    p.direction = {1, 0, 0};
    p.key = 1;
    while (p.kind == ParticleKind::photon && p.energy == energy && p.direction.x == real(1)) {
      if (!detail::advance_photon(h, p)) break;
    }
    through += h.result.left_grid == 1 ? 1 : 0;
  }
  return static_cast<double>(through) / count;
}

// Attenuation is exponential in the optical path whatever the voxels: within 4 standard errors
// of 40000 photons (false alarm 6e-5). The twin: bone taken as water, 5 sigma away or more.
TEST(Woodcock, AttenuatesExponentially) {
  const Problem problem(layers(), {}, 3, 1000);
  for (const double E : {0.03, 0.06, 0.15, 0.6, 1.7}) {
    const PhotonCrossSections bone(library_material("cortical bone"));
    const PhotonCrossSections lung(library_material("lung")), water(library_material("water"));
    const double rest = 0.26 * lung.total_cm2_g(E) + water.total_cm2_g(E);
    const double expected = std::exp(-1.92 * bone.total_cm2_g(E) - rest);
    const double twin = std::exp(-1.92 * water.total_cm2_g(E) - rest);
    constexpr int count = 40'000;
    const double share =
        transmitted(problem.view(), static_cast<EnergyQuanta>(E * quanta_per_MeV + 0.5), count);
    const double sigma = std::sqrt(expected * (1 - expected) / count);
    EXPECT_LT(std::fabs(share - expected), 4 * sigma) << E;
    if (E < 0.1) {  // above, mass counts and not the medium
      EXPECT_GT(std::fabs(share - twin), 5 * sigma) << E;
    }
  }
}

TEST(FreeMove, KeepsTheAbsolutePlace) {
  VoxelGridView grid = {};
  grid.shape[0] = 7, grid.shape[1] = 300, grid.shape[2] = 5;
  grid.size_cm[0] = real(0.3), grid.size_cm[1] = real(0.01), grid.size_cm[2] = real(20);
  Particle p = {};
  p.voxel = {3, 150, 2};
  p.position_cm = {real(0.1), real(0.005), real(10)};
  p.direction = {real(0.6), real(-0.64), real(0.48)};
  const Particle start = p;
  ASSERT_TRUE(detail::move_freely(grid, p, real(1.2)));
  EXPECT_NEAR(p.voxel.x * 0.3 + p.position_cm.x, 3 * 0.3 + 0.1 + 0.72, 1e-6);
  EXPECT_NEAR(p.voxel.y * 0.01 + p.position_cm.y, 150 * 0.01 + 0.005 - 0.768, 1e-6);
  EXPECT_NEAR(p.voxel.z * 20.0 + p.position_cm.z, 2 * 20 + 10 + 0.576, 1e-5);
  p = start;
  EXPECT_FALSE(detail::move_freely(grid, p, real(3)));
  EXPECT_FALSE(detail::move_freely(grid, p, real(1e30)));
  EXPECT_EQ(p.voxel.x, start.voxel.x);
  EXPECT_EQ(p.position_cm.x, start.position_cm.x);
}

}  // namespace
}  // namespace yttria
