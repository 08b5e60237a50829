// SPDX-License-Identifier: Apache-2.0
#include "kernels/transport/photon_flight.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "engine/physics/material_library.hpp"
#include "engine/physics/photon_cross_sections.hpp"
#include "engine/run/problem.hpp"
#include "tests/support/tally_map.hpp"

namespace yttria {
namespace {

/// One free path and what is due at its end; false when the photon has come to its own.
template <class Tally>
bool advance_photon(detail::History<Tally>& h, Particle& p) {
  const detail::LegEnd end = detail::fly_photon(h, p);
  if (end.due == detail::Due::event) detail::end_photon_path(h, p, end);
  return end.due != detail::Due::end;
}

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
    Particle waiting[detail::waiting_capacity];
    HistoryResult result;
    detail::History<test::TallyMap&> h{view, static_cast<std::uint64_t>(id), tally, waiting,
                                       result};
    Particle p = {};
    p.kind = ParticleKind::photon;
    p.energy = energy;
    p.voxel = {0, 20, 20};
    p.position_cm = {0, view.grid.size_cm[1] / 2, view.grid.size_cm[2] / 2};
    p.direction = {1, 0, 0};
    p.key = 1;
    while (p.kind == ParticleKind::photon && p.energy == energy && p.direction.x == real(1)) {
      if (!advance_photon(h, p)) break;
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

/// A photon of its own history in the middle of a problem's grid.
struct Flight {
  test::TallyMap tally;
  Particle waiting[detail::waiting_capacity];
  HistoryResult result;
  detail::History<test::TallyMap&> history;
  Particle photon = {};

  Flight(const ProblemView& view, std::uint64_t id, double energy_MeV)
      : history{view, id, tally, waiting, result} {
    photon.kind = ParticleKind::photon;
    photon.energy = static_cast<EnergyQuanta>(energy_MeV * quanta_per_MeV + 0.5);
    photon.voxel = {view.grid.shape[0] - 2, view.grid.shape[1] / 2, view.grid.shape[2] / 2};
    photon.position_cm = {view.grid.size_cm[0] / 2, view.grid.size_cm[1] / 2,
                          view.grid.size_cm[2] / 2};
    photon.direction = {real(0.6), real(-0.64), real(0.48)};
    photon.key = 1;
  }
};

double momentum(const Particle& p) {  // MeV/c
  const double T = p.energy * quantum_MeV;
  return p.kind == ParticleKind::photon
             ? T
             : std::sqrt(T * (T + 2 * constants::electron_rest_energy_MeV));
}

// Energy to the quantum and all three components of momentum, so the electron leaves opposite to
// the photon's side. Low energies are left out: a quantum there turns a direction.
TEST(ComptonEvent, ConservesEnergyAndMomentum) {
  const Problem problem(layers(), {}, 3, 1000);
  const ProblemView view = problem.view();
  for (const double E : {0.3, 1.0, 2.2}) {
    for (std::uint64_t id = 0; id < 500; ++id) {
      Flight f(view, id, E);
      const Particle before = f.photon;
      detail::compton_event(f.history, f.photon, 2, real(id) / real(500));
      ASSERT_EQ(f.history.result.lost, 0u);
      ASSERT_EQ(f.history.waiting_count, 1);
      const Particle& a = f.photon;
      const Particle& b = f.history.waiting[0];
      ASSERT_NE(a.kind, b.kind);
      ASSERT_EQ(a.energy + b.energy, before.energy);
      ASSERT_LE(a.energy, b.energy);
      if (a.energy < 0.02 * quanta_per_MeV) continue;
      const double pa = momentum(a), pb = momentum(b), p = momentum(before);
      EXPECT_NEAR(pa * a.direction.x + pb * b.direction.x, p * before.direction.x, 2e-4 * p);
      EXPECT_NEAR(pa * a.direction.y + pb * b.direction.y, p * before.direction.y, 2e-4 * p);
      EXPECT_NEAR(pa * a.direction.z + pb * b.direction.z, p * before.direction.z, 2e-4 * p);
    }
  }
}

// Two electrons with the energy above threshold, evenly shared on average, and two opposite
// photons of 511 keV; keys of their own; energy to the quantum. Within 4 standard errors of 2000
// pairs (false alarm 6e-5).
TEST(PairEvent, ConservesEnergyAndSharesItEvenly) {
  const Problem problem(layers(), {}, 3, 1000);
  const ProblemView view = problem.view();
  double sum = 0;
  constexpr std::uint64_t count = 2000;
  for (std::uint64_t id = 0; id < count; ++id) {
    Flight f(view, id, 2.0);
    const EnergyQuanta before = f.photon.energy;
    detail::pair_event(f.history, f.photon, real(0.3));
    ASSERT_EQ(f.history.waiting_count, 3);
    ASSERT_EQ(f.history.result.particles, 4u);
    std::vector<Particle> all(f.history.waiting, f.history.waiting + 3);
    all.push_back(f.photon);
    std::vector<Particle> electrons, photons;
    EnergyQuanta energy = 0;
    std::set<std::uint32_t> keys = {1};
    for (const Particle& p : all) {
      (p.kind == ParticleKind::photon ? photons : electrons).push_back(p);
      energy += p.energy;
      EXPECT_TRUE(keys.insert(p.key).second);
      EXPECT_EQ(p.voxel.x, view.grid.shape[0] - 2);
    }
    ASSERT_EQ(electrons.size(), 2u);
    ASSERT_EQ(energy, before);
    for (const Particle& p : photons) EXPECT_EQ(p.energy, electron_rest_quanta);
    EXPECT_EQ(photons[0].direction.x, -photons[1].direction.x);
    EXPECT_EQ(photons[0].direction.z, -photons[1].direction.z);
    for (const Particle& p : electrons) EXPECT_GT(p.density_g_cm3, real(0));
    sum += static_cast<double>(electrons[0].energy) / (before - 2 * electron_rest_quanta);
  }
  // The larger one waits: the mean of the larger of u and 1 - u is 3/4, its variance 1/48.
  EXPECT_NEAR(sum / count, 0.75, 4 * std::sqrt(1.0 / 48 / count));
}

/// A layer of bone, metres of vacuum and air, in voxels of 20 m.
Case bone_beside_nothing() {
  Case c;
  c.grid.shape = {3, 1, 1};
  c.grid.spacing_mm = {20'000, 20'000, 20'000};
  c.materials = {library_material("cortical bone"), library_material("air")};
  c.density_g_cm3 = {1.92f, 0.0f, 1e-6f};
  c.material = {0, 1, 1};
  c.source.map_decays = {1, 0, 0};
  c.source.total_decays = 1;
  return c;
}

// Photons of 1 keV in vacuum beside bone would meet 7000 virtual collisions a centimetre.
TEST(Woodcock, DoesNotCountCollisionsInVacuum) {
  const Problem problem(bone_beside_nothing(), {}, 3, 1000);
  const ProblemView view = problem.view();
  for (std::uint64_t id = 0; id < 200; ++id) {
    Flight f(view, id, 0.0011);
    int moves = 0;
    while (f.photon.kind == ParticleKind::photon && advance_photon(f.history, f.photon)) {
      ASSERT_LT(++moves, 100'000);
    }
    EXPECT_EQ(f.history.result.lost, 0u);
  }
}

}  // namespace
}  // namespace yttria
