// SPDX-License-Identifier: Apache-2.0
#include "kernels/transport/transport_history.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

#include "engine/physics/material_library.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/physics/photon_tables.hpp"
#include "engine/run/problem.hpp"
#include "tests/support/mixed_problem.hpp"
#include "tests/support/samples.hpp"
#include "tests/support/tally_map.hpp"

namespace yttria {
namespace {

using test::TallyMap;

/// Every balance of one history; the digest for further comparison.
HistoryResult run_soundly(const ProblemView& view, std::uint64_t id) {
  TallyMap tally;
  const HistoryResult r = transport_history(view, id, tally);
  EXPECT_EQ(r.emitted, r.deposited + r.escaped) << id;
  EXPECT_EQ(tally.sum, r.deposited) << id;
  EXPECT_EQ(r.lost, 0u) << id;
  EXPECT_GE(r.emitted, 1u) << id;
  EXPECT_GE(r.particles, 1u) << id;
  for (const auto& [voxel, energy] : tally.energy) {
    EXPECT_GT(view.grid.density_g_cm3[voxel], 0.0f) << id;
    EXPECT_LE(energy, r.emitted) << id;
  }
  return r;
}

/// Physics of three materials, made once a preset; grids differ from test to test.
const Problem& tables_of(const std::string& preset) {
  static const Problem reference = test::mixed_problem("reference", 1000);
  static const Problem clinical = test::mixed_problem("clinical", 1000);
  return preset == "reference" ? reference : clinical;
}

/// A grid of our own with the tables of another problem.
struct HostileGrid {
  std::vector<float> density;
  std::vector<std::uint16_t> material;
  std::vector<SourcePoint> points;
  std::vector<double> cumulative;
  std::vector<real> majorant;
  ProblemView view;

  HostileGrid(const Problem& tables, test::Samples& s) : view(tables.view()) {
    constexpr double edges_cm[] = {0.001, 0.001, 0.01, 0.1, 0.3, 3, 2000};
    std::size_t voxels = 1;
    for (int axis = 0; axis < 3; ++axis) {
      view.grid.size_cm[axis] = static_cast<real>(edges_cm[s.word() % 7] * s.between(0.9, 1));
      view.grid.shape[axis] = static_cast<std::int32_t>(1 + s.word() % 12);
      voxels *= static_cast<std::size_t>(view.grid.shape[axis]);
    }
    for (std::size_t v = 0; v < voxels; ++v) {
      const bool vacuum = s.word() % 5 == 0;
      density.push_back(vacuum ? 0.0f : static_cast<float>(std::exp(s.between(-7, 3))));
      material.push_back(static_cast<std::uint16_t>(s.word() % 3));
    }
    for (int i = 0; i < 4; ++i) {
      SourcePoint p;
      p.voxel = view.grid.index(s.word() % voxels);
      density[view.grid.linear(p.voxel)] += 0.01f;
      // Inside, on a face, an edge or in a corner.
      real* place[] = {&p.position_cm.x, &p.position_cm.y, &p.position_cm.z};
      for (int axis = 0; axis < 3; ++axis) {
        const std::uint32_t where = s.word() % 4;
        *place[axis] = view.grid.size_cm[axis] * (where == 0   ? real(0)
                                                  : where == 1 ? real(1)
                                                               : s.number());
      }
      points.push_back(p);
      cumulative.push_back(i + 1);
    }
    view.grid.density_g_cm3 = {density.data(), density.size()};
    view.grid.material = {material.data(), material.size()};
    majorant = photon_majorant(view.tables.photon_steps, {21, 21, 21});
    view.photon_majorant = {majorant.data(), majorant.size()};
    view.source = {};
    view.source.cumulative_rows = {cumulative.data(), cumulative.size()};
    view.source.points = {points.data(), points.size()};
    view.histories_per_batch = 64;
  }
};

class TransportHistory : public ::testing::TestWithParam<const char*> {};

TEST_P(TransportHistory, BalancesExactlyInHostileGrids) {
  test::Samples s(31);
  HistoryResult sum;
  for (int grid = 0; grid < 60; ++grid) {
    const HostileGrid hostile(tables_of(GetParam()), s);
    for (std::uint64_t id = 0; id < 64; ++id) sum += run_soundly(hostile.view, id);
    ASSERT_FALSE(HasFailure()) << "grid " << grid;
  }
  EXPECT_GT(sum.escaped, sum.emitted / 100);
  EXPECT_GT(sum.deposited, sum.emitted / 100);
}

TEST_P(TransportHistory, BalancesExactlyInAMosaic) {
  const ProblemView view = tables_of(GetParam()).view();
  for (std::uint64_t id = 5000; id < 7000; ++id) run_soundly(view, id);
}

TEST_P(TransportHistory, DependsOnItsNumberOnly) {
  const ProblemView view = tables_of(GetParam()).view();
  constexpr std::uint64_t count = 300;
  std::vector<HistoryResult> forward;
  TallyMap all;
  for (std::uint64_t id = 0; id < count; ++id) {
    forward.push_back(transport_history(view, id, all));
  }
  TallyMap again;
  for (std::uint64_t id = count; id-- > 0;) {
    const HistoryResult r = transport_history(view, id, again);
    ASSERT_EQ(r.digest, forward[id].digest) << id;
    ASSERT_EQ(r.deposited, forward[id].deposited);
    ASSERT_EQ(r.escaped, forward[id].escaped);
    ASSERT_EQ(r.legs, forward[id].legs);
    ASSERT_EQ(r.particles, forward[id].particles);
    if (id > 0) {
      ASSERT_NE(r.digest, forward[id - 1].digest);
    }
  }
  EXPECT_EQ(all.energy, again.energy);
}

// A history knows its seed and, through its place in the batch, the size of batches.
TEST_P(TransportHistory, SeedAndBatchSizeBelongToItsIdentity) {
  const ProblemView view = tables_of(GetParam()).view();
  ProblemView reseeded = view, resized = view;
  reseeded.seed += 1ull << 40;
  resized.histories_per_batch = 500;
  int moved = 0;
  for (std::uint64_t id = 1200; id < 1250; ++id) {
    TallyMap tally;
    const std::uint64_t here = transport_history(view, id, tally).digest;
    EXPECT_NE(transport_history(reseeded, id, tally).digest, here) << id;
    if (transport_history(resized, id, tally).digest != here) ++moved;
  }
  EXPECT_GT(moved, 40);  // now and then it is the same voxel
}

// Fano-like scaling of a single history: with all densities doubled and all edges halved, powers of
// two, every step is the same to the last bit of energy.
TEST_P(TransportHistory, ScalesWithDensity) {
  const Problem& tables = tables_of(GetParam());
  const ProblemView view = tables.view();
  ProblemView scaled = view;
  std::vector<float> doubled(view.grid.density_g_cm3.data(),
                             view.grid.density_g_cm3.data() + view.grid.density_g_cm3.size());
  for (float& density : doubled) density *= 2;
  scaled.grid.density_g_cm3 = {doubled.data(), doubled.size()};
  for (real& size : scaled.grid.size_cm) size /= 2;
  std::vector<real> majorant(view.photon_majorant.data(),
                             view.photon_majorant.data() + view.photon_majorant.size());
  for (real& attenuation : majorant) attenuation *= 2;
  scaled.photon_majorant = {majorant.data(), majorant.size()};
  for (std::uint64_t id = 0; id < 300; ++id) {
    TallyMap here, there;
    const HistoryResult a = transport_history(view, id, here);
    const HistoryResult b = transport_history(scaled, id, there);
    ASSERT_EQ(here.energy, there.energy) << id;
    ASSERT_EQ(a.escaped, b.escaped);
    ASSERT_EQ(a.legs, b.legs);
  }
}

// The energies that are emitted have the mean of the spectrum: within four standard errors of
// 20000 decays (false alarm 6e-5). In vacuum all of it escapes at once.
TEST_P(TransportHistory, EmitsTheSpectrum) {
  ProblemView view = tables_of(GetParam()).view();
  const std::vector<float> density = {0.0f};
  const std::vector<std::uint16_t> material = {0};
  const std::vector<double> rows = {1};
  const std::vector<std::uint32_t> share = {0xFFFFFFFFu};
  for (int axis = 0; axis < 3; ++axis) view.grid.shape[axis] = 1;
  view.grid.density_g_cm3 = {density.data(), 1};  // vacuum: all escapes, quickly
  view.grid.material = {material.data(), 1};
  view.source = {};
  view.source.cumulative_rows = {rows.data(), 1};
  view.source.cumulative_share = {share.data(), 1};
  double sum = 0, squares = 0;
  constexpr int count = 20'000;
  for (std::uint64_t id = 0; id < count; ++id) {
    TallyMap tally;
    const HistoryResult r = transport_history(view, id, tally);
    ASSERT_EQ(r.escaped, r.emitted);
    ASSERT_EQ(r.lost, 0u);
    const double energy = static_cast<double>(r.emitted) * quantum_MeV;
    sum += energy;
    squares += energy * energy;
  }
  const double mean = sum / count;
  const double sigma = std::sqrt((squares / count - mean * mean) / count);
  const double expected = mean_energy_MeV(nuclide("Y-90").spectrum);
  EXPECT_LT(std::fabs(mean - expected), 4 * sigma);
  EXPECT_GT(std::fabs(mean - 1.03 * expected), 4 * sigma);  // it would see 3 %
}

INSTANTIATE_TEST_SUITE_P(Presets, TransportHistory, ::testing::Values("reference", "clinical"),
                         [](const auto& parameters) { return std::string(parameters.param); });

/// One voxel of water of 20 m and electrons of one energy.
Problem beam(double energy_MeV, const TransportSettings& settings) {
  Case c;
  c.grid.shape = {1, 1, 1};
  c.grid.spacing_mm = {20'000, 20'000, 20'000};
  c.materials = {library_material("water")};
  c.source.nuclide = "electron";
  c.source.electron_energy_MeV = energy_MeV;
  c.source.map_decays = {1};
  c.density_g_cm3 = {1};
  c.material = {0};
  return Problem(std::move(c), settings, 1, 100);
}

// Far below the cut-off, at it, beside the threshold of delta rays, at the end of the tables.
TEST(MonoenergeticElectrons, BalanceExactlyAtEveryEnergy) {
  for (const double energy : {2.5e-7, 0.0005, 0.00999, 0.01, 0.010001, 0.02, 0.02001, 3.99}) {
    const Problem problem = beam(energy, {});
    for (std::uint64_t id = 0; id < 50; ++id) {
      const HistoryResult r = run_soundly(problem.view(), id);
      ASSERT_NEAR(static_cast<double>(r.emitted) * quantum_MeV, energy, 1.01 * quantum_MeV);
      ASSERT_TRUE(r.escaped == 0 || r.particles > 1) << "only photons escape";
    }
  }
}

// The smallest cut-offs there are: the deepest cascades, none lost.
TEST(MonoenergeticElectrons, DeepCascadesFit) {
  TransportSettings fine;
  fine.electron_cutoff_keV = fine.moller_keV = fine.brems_keV = 1;
  fine.end_confined = false;
  const Problem problem = beam(3.9, fine);
  HistoryResult sum;
  for (std::uint64_t id = 0; id < 20; ++id) sum += run_soundly(problem.view(), id);
  EXPECT_GT(sum.particles, 20u * 200u);
}

}  // namespace
}  // namespace yttria
