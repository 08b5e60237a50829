// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/superposition.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/case/phantom.hpp"

namespace yttria {
namespace {

/// A kernel by formula: F(m) = 1 - exp(-m / 0.3) up to 1.2 g/cm2, in water.
double depth_fraction(double depth) {
  return 1 - std::exp(-depth / 0.3);
}

PointKernel exponential_kernel() {
  PointKernel kernel;
  kernel.subject.density_g_cm3 = 1;
  kernel.total.emitted = 1u << 30;
  kernel.radius_mm = {0};
  for (int i = 1; i <= 240; ++i) {
    const double outer = 0.05 * i, inner = outer - 0.05;  // mm; 0.1 g/cm2 each
    kernel.radius_mm.push_back(outer);
    const double part = depth_fraction(0.1 * outer) - depth_fraction(0.1 * inner);
    kernel.energy.push_back(static_cast<std::uint64_t>(part * (1u << 30)));
    kernel.uncertainty.push_back(0);
  }
  kernel.total.in_kernel =
      std::accumulate(kernel.energy.begin(), kernel.energy.end(), std::uint64_t{0});
  return kernel;
}

/// A block of 1 mm voxels with one active voxel in its middle.
Case block(std::int64_t voxels, double density) {
  LatticePhantom options;
  options.voxels = {voxels, voxels, voxels};
  options.density_g_cm3 = density;
  return make_phantom(options);
}

double total(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(Superposition, KeepsAllEnergy) {
  const PointKernel kernel = exponential_kernel();
  const Case problem = block(9, 1.3);
  const double decays = problem.source.total_decays;
  const Superposition sum = superpose(problem, kernel, 512, 2);
  EXPECT_NEAR((total(sum.energy) + sum.left_grid + sum.beyond) / decays, 1, 1e-12);
  EXPECT_NEAR(sum.beyond / decays, kernel.total.beyond_fraction(), 1e-6);
  EXPECT_GT(sum.left_grid, 0.01 * decays);  // 4.5 mm of 1.3 g/cm3 do not hold it
  EXPECT_EQ(superpose(problem, kernel, 512, 1).energy, sum.energy);  // bit for bit
}

TEST(Superposition, NoVoxelOverflows) {
  // 2^51 units a ray at most and 8192 rays from each of 343 voxels: a voxel in the middle takes
  // what many give. In units of one ray that would be 2^64.
  Case problem = block(7, 3);
  std::fill(problem.source.map_decays.begin(), problem.source.map_decays.end(), 1.0f);
  problem.source.total_decays = 343;
  const Superposition sum = superpose(problem, exponential_kernel(), 1 << 13, 0);
  EXPECT_NEAR((total(sum.energy) + sum.left_grid + sum.beyond) / 343, 1, 1e-12);
  EXPECT_GT(*std::min_element(sum.energy.begin(), sum.energy.end()), 0);
}

TEST(Superposition, RaysComeInGroupsOfMirrors) {
  const Case problem = block(5, 1);
  const Superposition sum = superpose(problem, exponential_kernel(), 12, 1);
  EXPECT_EQ(sum.rays, 16u);
  EXPECT_EQ(sum.energy, superpose(problem, exponential_kernel(), 16, 1).energy);
}

TEST(Superposition, OfAUniformMediumIsTheKernel) {
  // Energy within a radius from a point source, against F, at two densities.
  for (const double density : {1.0, 0.5}) {
    Case problem = block(27, density);
    problem.source.points_mm = {{0, 0, 0}};
    problem.source.points_decays = {problem.source.total_decays};
    problem.source.map_decays.clear();
    const Superposition sum = superpose(problem, exponential_kernel(), 1 << 14, 0);
    for (const double radius_mm : {4.0, 7.0, 10.0}) {
      double inside = 0, shell = 0;
      std::size_t voxel = 0;
      for (int z = -13; z <= 13; ++z)
        for (int y = -13; y <= 13; ++y)
          for (int x = -13; x <= 13; ++x) {
            const double r = std::sqrt(x * x + y * y + z * z);
            const double here = sum.energy[voxel++] / problem.source.total_decays;
            if (r < radius_mm) inside += here;
            if (std::fabs(r - radius_mm) < 0.9) shell += here;
          }
      // Voxels that the sphere cuts are in or out: half of what they hold, shared at random.
      EXPECT_NEAR(inside, depth_fraction(0.1 * radius_mm * density), 0.1 * shell) << radius_mm;
    }
  }
}

TEST(Superposition, IsTheSameInMirrors) {
  const Case problem = block(15, 1);
  const Superposition sum = superpose(problem, exponential_kernel(), 64, 2);
  const auto at = [&](int x, int y, int z) {
    return sum.energy[static_cast<std::size_t>(((z + 7) * 15 + y + 7) * 15 + x + 7)];
  };
  const double scale = 1e-12 * problem.source.total_decays;
  EXPECT_NEAR(at(1, 2, 3), at(-1, 2, 3), scale);
  EXPECT_NEAR(at(1, 2, 3), at(1, -2, -3), scale);
}

/// 0.4 % of the energy far beyond the rest, as photons of Y-90 carry it.
PointKernel kernel_with_tail() {
  PointKernel kernel;
  kernel.subject.density_g_cm3 = 1;
  kernel.total.emitted = kernel.total.in_kernel = 1000000;
  kernel.radius_mm = {0, 1, 12};
  kernel.energy = {996000, 4000};
  kernel.uncertainty = {0, 0};
  return kernel;
}

TEST(Superposition, PhotonsGoInAllDirections) {
  // A third of isotropic directions has a cosine to an axis below 1/3, from there to 2/3, above.
  Case problem = block(27, 1);
  problem.source.points_mm = {{0, 0, 0}};
  problem.source.points_decays = {problem.source.total_decays};
  problem.source.map_decays.clear();
  for (const int rays : {1 << 13, 1000 * 8, 0}) {
    const Superposition sum = superpose(problem, kernel_with_tail(), rays, 0);
    double share[3][3] = {}, all = 0;
    std::size_t voxel = 0;
    for (int z = -13; z <= 13; ++z)
      for (int y = -13; y <= 13; ++y)
        for (int x = -13; x <= 13; ++x) {
          const double energy = sum.energy[voxel++];
          const double r = std::sqrt(x * x + y * y + z * z);
          if (r < 5) continue;
          const int at[3] = {x, y, z};
          for (int axis = 0; axis < 3; ++axis) {
            share[axis][std::min(2, static_cast<int>(3 * std::abs(at[axis]) / r))] += energy;
          }
          all += energy;
        }
    EXPECT_GT(all, 0.002 * problem.source.total_decays);
    for (int axis = 0; axis < 3; ++axis) {
      for (int third = 0; third < 3; ++third) {
        // Voxels straddle the bounds, 4 % of them at these distances.
        EXPECT_NEAR(share[axis][third] / all, 1.0 / 3, 0.05) << rays << ' ' << axis << ' ' << third;
      }
    }
  }
}

TEST(Superposition, PhotonsOfFewRaysDifferFromRowToRow) {
  // One group of 16 goes far from each row: over a plane of rows they must cover all heights.
  Case problem = block(27, 1);
  std::fill(problem.source.map_decays.begin(), problem.source.map_decays.end(), 0.0f);
  for (std::size_t y = 0; y < 27; ++y) problem.source.map_decays[(13 * 27 + y) * 27 + 13] = 1;
  problem.source.total_decays = 27;
  const Superposition sum = superpose(problem, kernel_with_tail(), 128, 0);
  double near_plane = 0, far_from_plane = 0;  // of the middle of the row
  for (std::size_t i = 0; i < sum.energy.size(); ++i) {
    const int z = std::abs(static_cast<int>(i / (27 * 27)) - 13);
    const int x = std::abs(static_cast<int>(i % 27) - 13);
    if (z <= 1 && x >= 4) near_plane += sum.energy[i];
    if (z >= 6 && x <= 1) far_from_plane += sum.energy[i];
  }
  EXPECT_GT(near_plane, 0);
  EXPECT_GT(far_from_plane, 0);
}

TEST(Superposition, FollowsTheMassOfThePath) {
  // Twice the density on one side: what goes there stops in half the distance; the other side is
  // as if it were alone.
  Case problem = block(31, 0.5);
  for (std::size_t i = 0; i < problem.density_g_cm3.size(); ++i) {
    if (i % 31 > 15) problem.density_g_cm3[i] = 1.0f;
  }
  const Superposition sum = superpose(problem, exponential_kernel(), 4096, 0);
  double light = 0, heavy = 0;  // beyond 4 mm of its face on either side
  for (std::size_t i = 0; i < sum.energy.size(); ++i) {
    const int x = static_cast<int>(i % 31) - 15;
    if (x < -4) light += sum.energy[i];
    if (x > 4) heavy += sum.energy[i];
  }
  const Case uniform = block(31, 0.5);
  const Superposition alone = superpose(uniform, exponential_kernel(), 4096, 0);
  double expected = 0;
  for (std::size_t i = 0; i < alone.energy.size(); ++i) {
    if (static_cast<int>(i % 31) - 15 < -4) expected += alone.energy[i];
  }
  EXPECT_NEAR(light / expected, 1, 1e-9);
  EXPECT_LT(heavy, 0.8 * light);
}

TEST(Superposition, PassesThroughVacuum) {
  Case problem = block(9, 1);
  for (std::size_t i = 0; i < problem.density_g_cm3.size(); ++i) {
    if (i % 9 == 5) problem.density_g_cm3[i] = 0;  // a sheet beside the source
  }
  const Superposition sum = superpose(problem, exponential_kernel(), 256, 1);
  double beyond_sheet = 0;
  for (std::size_t i = 0; i < sum.energy.size(); ++i) {
    if (i % 9 == 5) {
      EXPECT_EQ(sum.energy[i], 0);
    }
    if (i % 9 > 5) beyond_sheet += sum.energy[i];
  }
  EXPECT_GT(beyond_sheet, 0);
}

}  // namespace
}  // namespace yttria
