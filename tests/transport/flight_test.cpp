// SPDX-License-Identifier: Apache-2.0
#include "kernels/transport/flight.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>

#include "tests/support/samples.hpp"
#include "tests/support/tally_map.hpp"
#include "tests/transport/flight_world.hpp"

namespace yttria {
namespace {

using test::TallyMap;
using test::trace;
using test::Traced;
using test::World;

struct Flown {
  Particle e;
  FlightOutcome outcome;
  TallyMap tally;  // with what was still pending
  EnergyQuanta started;
};

Flown fly_once(const World& world, const Particle& start, double path, EnergyQuanta loss) {
  Flown f{start, {}, {}, start.energy};
  PendingDeposit pending;
  HistoryResult result;
  f.outcome =
      fly(world.problem, f.e, static_cast<real>(path), loss, real(1), pending, f.tally, result);
  EXPECT_EQ(result.deposited, f.tally.sum);
  if (pending.energy > 0) {
    EXPECT_NE(f.outcome.end, FlightEnd::left_grid);
    pending.flush(world.problem.grid, f.e.voxel, f.tally, result);
  }
  return f;
}

/// What must hold after every flight.
void expect_sound(const World& world, const Flown& f, EnergyQuanta loss) {
  const VoxelGridView& grid = world.problem.grid;
  ASSERT_EQ(static_cast<std::uint64_t>(f.started - f.e.energy), f.tally.sum);  // exact balance
  ASSERT_GE(f.e.energy, f.started - loss);
  ASSERT_GE(f.outcome.done, real(0));
  ASSERT_LE(f.outcome.done, real(1));
  const real p[] = {f.e.position_cm.x, f.e.position_cm.y, f.e.position_cm.z};
  for (int axis = 0; axis < 3; ++axis) {
    ASSERT_GE(p[axis], real(0));
    ASSERT_LE(p[axis], grid.size_cm[axis]);
  }
  const std::int32_t v[] = {f.e.voxel.x, f.e.voxel.y, f.e.voxel.z};
  int outside = 0;
  for (int axis = 0; axis < 3; ++axis) {
    if (v[axis] < 0 || v[axis] >= grid.shape[axis]) ++outside;
  }
  ASSERT_EQ(outside, f.outcome.end == FlightEnd::left_grid ? 1 : 0);
  if (f.outcome.end == FlightEnd::arrived) {
    ASSERT_EQ(f.e.energy, f.started - loss);
    ASSERT_EQ(f.outcome.done, real(1));
  }
}

/// Deposits are proportional to mass path: two quanta and 2e-5 of the loss, the rounding of single
/// precision positions over many voxels.
void expect_as_traced(const World& world, const Particle& start, double path, EnergyQuanta loss) {
  const Flown f = fly_once(world, start, path, loss);
  expect_sound(world, f, loss);
  const Traced traced = trace(world, start, path);
  const double tolerance = 2 + 2e-5 * loss;
  ASSERT_NEAR(static_cast<double>(f.outcome.done), traced.total / path, 2e-5);
  for (std::uint64_t v = 0; v < world.density.size(); ++v) {
    const auto expected = traced.path.find(v);
    const auto measured = f.tally.energy.find(v);
    ASSERT_NEAR(measured == f.tally.energy.end() ? 0.0 : static_cast<double>(measured->second),
                expected == traced.path.end() ? 0.0 : loss * expected->second / path, tolerance)
        << "voxel " << v;
  }
}

/// A world of random shape, densities and vacuum. One material unless `materials`.
World random_world(test::Samples& s, std::uint32_t materials) {
  const auto edge = [&] { return 1 + static_cast<std::int32_t>(s.word() % 6); };
  const std::array<std::int32_t, 3> shape = {edge(), edge(), edge()};
  World world(shape, {s.between(0.01, 1), s.between(0.01, 1), s.between(0.01, 1)});
  for (std::size_t v = 0; v < world.density.size(); ++v) {
    const std::uint32_t kind = s.word() % 8;
    world.density[v] = kind == 0 ? 0.0f : static_cast<float>(s.between(0.01, 3));
    world.material[v] = static_cast<std::uint16_t>(s.word() % materials);
  }
  return world;
}

Particle random_electron(test::Samples& s, const World& world) {
  const VoxelGridView& grid = world.problem.grid;
  const auto index = [&](int axis) {
    return static_cast<std::int32_t>(s.word() % static_cast<std::uint32_t>(grid.shape[axis]));
  };
  return world.electron(
      {index(0), index(1), index(2)},
      {s.number() * grid.size_cm[0], s.number() * grid.size_cm[1], s.number() * grid.size_cm[2]},
      isotropic_direction(s.number(), s.number()), 4'000'000);
}

RC_GTEST_PROP(Flight, DepositsAreProportionalToMassPath, ()) {
  test::Samples s(*rc::gen::arbitrary<std::uint64_t>());
  const World world = random_world(s, 1);
  const Particle e = random_electron(s, world);
  expect_as_traced(world, e, s.between(0.001, 4), 1'000'000);
  RC_ASSERT(!::testing::Test::HasFailure());
}

RC_GTEST_PROP(Flight, StopsWhereTheMaterialChanges, ()) {
  test::Samples s(*rc::gen::arbitrary<std::uint64_t>());
  const World world = random_world(s, 3);
  const Particle e = random_electron(s, world);
  const double path = s.between(0.001, 4);
  const Flown f = fly_once(world, e, path, 1'000'000);
  expect_sound(world, f, 1'000'000);
  const Traced traced = trace(world, e, path);
  RC_ASSERT(f.outcome.end == traced.end ||
            std::fabs(traced.total / path - static_cast<double>(f.outcome.done)) < 2e-5);
  if (f.outcome.end == FlightEnd::new_material) {
    RC_ASSERT(f.e.material != e.material);
    RC_ASSERT(f.e.density_g_cm3 > real(0));
  }
  RC_ASSERT(!::testing::Test::HasFailure());
}

// A flight cut at a face of the material and taken up again loses what one flight loses.
RC_GTEST_PROP(Flight, PartsAddUpToTheWhole, ()) {
  test::Samples s(*rc::gen::arbitrary<std::uint64_t>());
  World world = random_world(s, 3);
  const Particle start = random_electron(s, world);
  const double path = s.between(0.001, 2);
  constexpr EnergyQuanta loss = 1'000'000;
  Particle e = start;
  TallyMap tally;
  HistoryResult result;
  PendingDeposit pending;
  double left = path;
  EnergyQuanta loss_left = loss;
  for (int part = 0; part < 100; ++part) {
    const EnergyQuanta before = e.energy;
    const FlightOutcome o =
        fly(world.problem, e, static_cast<real>(left), loss_left, real(1), pending, tally, result);
    left *= 1 - static_cast<double>(o.done);
    loss_left -= before - e.energy;
    if (o.end != FlightEnd::new_material) break;
  }
  if (pending.energy > 0) pending.flush(world.problem.grid, e.voxel, tally, result);
  std::fill(world.material.begin(), world.material.end(), std::uint16_t{0});
  const Traced traced = trace(world, start, path);
  for (const auto& [voxel, expected] : traced.path) {
    const auto found = tally.energy.find(voxel);
    RC_ASSERT(std::fabs((found == tally.energy.end() ? 0.0 : static_cast<double>(found->second)) -
                        loss * expected / path) < 60 + 1e-4 * loss);
  }
}

// Components of exactly zero, on every start in a voxel: inside, faces, edges, corners.
TEST(Flight, AlongAxesFromFacesEdgesAndCorners) {
  World world({3, 4, 5}, {0.3, 0.2, 0.1});
  for (std::size_t v = 0; v < world.density.size(); ++v) {
    world.density[v] = 0.5f + 0.1f * static_cast<float>(v % 7);
  }
  for (int i = 0; i < 27; ++i) {
    const int step[] = {i % 3, i / 3 % 3, i / 9};
    const Vec3 position = {static_cast<real>(step[0]) * real(0.5) * world.problem.grid.size_cm[0],
                           static_cast<real>(step[1]) * real(0.5) * world.problem.grid.size_cm[1],
                           static_cast<real>(step[2]) * real(0.5) * world.problem.grid.size_cm[2]};
    for (int j = 0; j < 27; ++j) {
      if (j == 13) continue;
      const double d[] = {j % 3 - 1.0, j / 3 % 3 - 1.0, j / 9 - 1.0};
      const double scale = 1 / std::sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
      const Vec3 direction = {static_cast<real>(d[0] * scale), static_cast<real>(d[1] * scale),
                              static_cast<real>(d[2] * scale)};
      for (const double path : {0.0, 1e-6, 0.05, 10.0}) {
        const Particle e = world.electron({1, 2, 2}, position, direction, 1'000'000);
        const Flown f = fly_once(world, e, path, 400'000);
        expect_sound(world, f, 400'000);
        ASSERT_EQ(f.outcome.end == FlightEnd::left_grid, path == 10.0) << i << " " << j;
      }
    }
  }
}

TEST(Flight, LeavesThroughEachFace) {
  const World world({3, 4, 5}, {1, 2, 3});
  const Vec3 directions[] = {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
  const VoxelIndex beyond[] = {{3, 1, 2}, {-1, 1, 2}, {1, 4, 2}, {1, -1, 2}, {1, 1, 5}, {1, 1, -1}};
  const double to_edge[] = {1.5, 1.5, 5, 3, 7.5, 7.5};
  for (std::size_t i = 0; i < 6; ++i) {
    const Particle e =
        world.electron({1, 1, 2}, {real(0.5), real(1), real(1.5)}, directions[i], 1 << 20);
    const Flown f = fly_once(world, e, 10, 1 << 20);
    expect_sound(world, f, 1 << 20);
    EXPECT_EQ(f.outcome.end, FlightEnd::left_grid);
    EXPECT_EQ(f.e.voxel.x, beyond[i].x);
    EXPECT_EQ(f.e.voxel.y, beyond[i].y);
    EXPECT_EQ(f.e.voxel.z, beyond[i].z);
    EXPECT_NEAR(static_cast<double>(f.tally.sum), (1 << 20) * to_edge[i] / 10, 2);
  }
}

TEST(Flight, OneVoxelOfTwentyMetres) {
  const World world({1, 1, 40}, {2000, 2000, 0.001});
  test::Samples s(11);
  for (int i = 0; i < 2000; ++i) {
    const Particle e =
        world.electron({0, 0, 20}, {s.number() * 2000, s.number() * 2000, s.number() * real(0.001)},
                       isotropic_direction(s.number(), s.number()), 2'000'000);
    expect_as_traced(world, e, 0.01, 1'000'000);
    if (HasFatalFailure()) return;
  }
}

TEST(Flight, TenMicrometreVoxels) {
  World world({64, 64, 64}, {0.001, 0.001, 0.001});
  test::Samples s(12);
  for (float& density : world.density) density = static_cast<float>(s.between(0.9, 1.9));
  for (int i = 0; i < 200; ++i) {
    expect_as_traced(world, random_electron(s, world), 0.03, 1'000'000);
    if (HasFatalFailure()) return;
  }
}

TEST(Flight, VacuumCostsNothing) {
  World world({5, 1, 1}, {1, 1, 1});
  world.density = {1, 0, 0, 2, 1};
  world.material = {0, 1, 2, 0, 0};  // materials of vacuum do not matter
  const Particle e =
      world.electron({0, 0, 0}, {real(0.5), real(0.5), real(0.5)}, {1, 0, 0}, 3'000'000);
  const Flown f = fly_once(world, e, 1.5, 1'500'000);
  EXPECT_EQ(f.outcome.end, FlightEnd::arrived);
  EXPECT_EQ(f.e.voxel.x, 3);
  EXPECT_NEAR(static_cast<double>(f.e.position_cm.x), 0.5, 1e-6);
  EXPECT_EQ(f.tally.energy.size(), 2u);
  EXPECT_NEAR(static_cast<double>(f.tally.energy.at(0)), 500'000, 1);
  EXPECT_NEAR(static_cast<double>(f.tally.energy.at(3)), 1'000'000, 1);
}

TEST(Flight, AllVacuumLeavesTheGrid) {
  World world({3, 3, 3}, {0.1, 20, 1});
  std::fill(world.density.begin(), world.density.end(), 0.0f);
  test::Samples s(13);
  for (int i = 0; i < 1000; ++i) {
    const Flown f = fly_once(world, random_electron(s, world), 0.1, 1000);
    EXPECT_EQ(f.outcome.end, FlightEnd::left_grid);
    EXPECT_EQ(f.tally.sum, 0u);
    EXPECT_EQ(f.e.energy, f.started);
  }
}

// The comparison sees a voxel walk that forgets density.
TEST(Flight, TracingNoticesLengthInPlaceOfMassPath) {
  World world({2, 1, 1}, {1, 1, 1});
  world.density = {1, 3};
  const Particle e =
      world.electron({0, 0, 0}, {real(0.5), real(0.5), real(0.5)}, {1, 0, 0}, 2'000'000);
  const Flown f = fly_once(world, e, 1, 1'000'000);
  world.density = {1, 1};
  const Traced by_length = trace(world, e, 1);
  world.density = {1, 3};
  const Traced by_mass = trace(world, e, 1);
  EXPECT_NEAR(by_mass.path.at(1), 0.5, 1e-9);
  EXPECT_NEAR(static_cast<double>(f.tally.energy.at(1)), 1'000'000 * by_mass.path.at(1), 2);
  EXPECT_EQ(by_length.end, FlightEnd::arrived);
  EXPECT_NEAR(static_cast<double>(f.e.position_cm.x), 1.0 / 6, 1e-6);
}

}  // namespace
}  // namespace yttria
