// SPDX-License-Identifier: Apache-2.0
// Electrons that end because they cannot leave their voxel: nothing else may change.
#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "engine/case/phantom.hpp"
#include "engine/run/problem.hpp"
#include "kernels/transport/transport_history.hpp"
#include "tests/support/tally_map.hpp"

namespace yttria {
namespace {

VoxelGridView grid_of(real x, real y, real z) {
  VoxelGridView grid = {};
  grid.size_cm[0] = x;
  grid.size_cm[1] = y;
  grid.size_cm[2] = z;
  return grid;
}

TEST(Confined, IsWhatDoesNotReachTheNearestFace) {
  const VoxelGridView grid = grid_of(1, 2, 3);
  EXPECT_TRUE(confined(grid, {real(0.5), 1, real(1.5)}, 1, real(0.49)));
  EXPECT_FALSE(confined(grid, {real(0.5), 1, real(1.5)}, 1, real(0.5)));
  for (const Vec3& near_face :
       {Vec3{real(0.1), 1, real(1.5)}, Vec3{real(0.9), 1, real(1.5)},
        Vec3{real(0.5), real(0.1), real(1.5)}, Vec3{real(0.5), real(1.9), real(1.5)},
        Vec3{real(0.5), 1, real(0.1)}, Vec3{real(0.5), 1, real(2.9)}}) {
    EXPECT_TRUE(confined(grid, near_face, 1, real(0.09)));
    EXPECT_FALSE(confined(grid, near_face, 1, real(0.11)));
    EXPECT_TRUE(confined(grid, near_face, 2, real(0.19)));  // g/cm2
  }
}

TEST(Confined, IsNothingInVacuumOnAFaceOrOutside) {
  const VoxelGridView grid = grid_of(1, 1, 1);
  EXPECT_FALSE(confined(grid, {real(0.5), real(0.5), real(0.5)}, 0, 0));
  EXPECT_FALSE(confined(grid, {0, real(0.5), real(0.5)}, 1, 0));
  EXPECT_FALSE(confined(grid, {real(1.01), real(0.5), real(0.5)}, 1, real(1e-6)));
}

/// One voxel of 20 m of water: all electrons are confined when they are born.
Problem big_voxel(const char* preset, bool end_confined) {
  LatticePhantom options;
  options.voxels = {1, 1, 1};
  options.spacing_mm = 20'000;
  options.sources = LatticePhantom::Sources::mass;
  TransportSettings settings = TransportChoice{preset}.settings(options.spacing_mm);
  settings.end_confined = end_confined;
  settings.follow_photons = false;
  return Problem(make_phantom(options), settings, 1, 1 << 20);
}

struct Yield {
  double secondaries = 0, variance = 0;  // per decay; of that mean
  double legs = 0;                       // per decay
  double escaped = 0;                    // with photons, in parts of the energy
};

Yield yield(const char* preset, bool end_confined, std::uint64_t decays) {
  const Problem problem = big_voxel(preset, end_confined);
  test::TallyMap tally;
  HistoryResult sum;
  double squares = 0;
  for (std::uint64_t id = 0; id < decays; ++id) {
    const HistoryResult one = transport_history(problem.view(), id, tally);
    squares += std::pow(static_cast<double>(one.particles) - 1, 2);
    sum += one;
  }
  EXPECT_EQ(sum.emitted, sum.deposited + sum.escaped);
  const double n = static_cast<double>(decays);
  const double mean = static_cast<double>(sum.particles) / n - 1;
  return {mean, (squares / n - mean * mean) / n, static_cast<double>(sum.legs) / n,
          static_cast<double>(sum.escaped) / static_cast<double>(sum.emitted)};
}

void expect_same_yield(const char* preset, std::uint64_t decays, double loss_seen) {
  SCOPED_TRACE(preset);
  const Yield on = yield(preset, true, decays), off = yield(preset, false, decays);
  const double limit = 3 * std::sqrt(on.variance + off.variance);
  EXPECT_NEAR(on.secondaries, off.secondaries, limit);
  EXPECT_LT(limit, loss_seen * off.secondaries) << "too few decays to see a bias";
  EXPECT_LT(on.legs, 0.5 * off.legs);
}

// As many delta rays and photons as without. Were electrons asked after every straggled leg whether
// an event is still due, 2.5 % (clinical) and 1 % (reference) would be missing.
TEST(Confined, LosesNoSecondaries) {
  expect_same_yield("clinical", 300'000, 0.02);
  expect_same_yield("reference", 150'000, 0.008);
}

}  // namespace
}  // namespace yttria
