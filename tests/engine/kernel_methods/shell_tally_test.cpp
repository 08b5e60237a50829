// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "engine/kernel_methods/kernel_block.hpp"
#include "engine/kernel_methods/point_kernel_history.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/run/problem.hpp"
#include "kernels/transport/transport_history.hpp"

namespace yttria {
namespace {

using Place = ShellTally::Place;

std::uint64_t sum(const std::vector<std::uint64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
}

TEST(ShellTally, PutsPointsIntoTheirShells) {
  ShellTally shells({0, 1, 2});
  shells.at_point({0, 0, 0}, 1);
  shells.at_point({0, 0.6, 0.6}, 10);
  shells.at_point({1.5, 0, 0}, 100);
  shells.at_point({0, 0, -1}, 1000);  // a bound belongs to the shell beyond it
  shells.at_point({3, 0, 0}, 10000);
  EXPECT_EQ(shells.energy(), (std::vector<std::uint64_t>{11, 1100, 10000}));
}

TEST(ShellTally, SharesAChordByLength) {
  ShellTally shells({0, 1, 2});
  shells.along_path({-3, 0, 0}, {3, 0, 0}, 600);  // 1 + 1 beyond, 1 + 1 outer, 2 inner
  EXPECT_EQ(shells.energy(), (std::vector<std::uint64_t>{200, 200, 200}));
  shells.clear();
  shells.along_path({0.6, -3, 0}, {0.6, 3, 0}, 6000);  // inner chord 1.6, outer 2 sqrt(3.64)
  const double outer = 2 * std::sqrt(4 - 0.36);
  EXPECT_NEAR(static_cast<double>(shells.energy()[0]), 1600, 2);
  EXPECT_NEAR(static_cast<double>(shells.energy()[1]), 1000 * (outer - 1.6), 2);
  EXPECT_EQ(sum(shells.energy()), 6000u);
}

TEST(ShellTally, AgreesWithManyPointsAndLosesNothing) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> along(-2.5, 2.5);
  const std::vector<double> bounds = {0, 0.3, 0.5, 1.1, 2};
  for (int path = 0; path < 300; ++path) {
    const Place from = {along(random), along(random), along(random)};
    Place to = {along(random), along(random), along(random)};
    if (path % 10 == 0) to = {-from.x, -from.y, -from.z};  // through the source
    if (path % 10 == 1) to = from;                         // no length
    constexpr std::uint64_t quanta = 100000;
    ShellTally exact(bounds), points(bounds);
    exact.along_path(from, to, quanta);
    for (std::uint64_t i = 0; i < quanta; ++i) {
      const double s = (static_cast<double>(i) + 0.5) / static_cast<double>(quanta);
      points.at_point({from.x + s * (to.x - from.x), from.y + s * (to.y - from.y),
                       from.z + s * (to.z - from.z)},
                      1);
    }
    EXPECT_EQ(sum(exact.energy()), quanta);
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      EXPECT_NEAR(static_cast<double>(exact.energy()[i]), static_cast<double>(points.energy()[i]),
                  4)
          << path << " " << i;
    }
  }
}

TEST(PointKernelHistory, IsTheTransportOfEveryRun) {
  const KernelSource source{library_material("water"), {}, "Y-90", 0, {}};
  const Problem owned(kernel_block(source, {5, 5, 5}, {30, 30, 30}, Middle::point),
                      TransportChoice{}.settings(1), 3, 1000);
  const ProblemView view = owned.view();
  struct Voxels {
    std::uint64_t quanta = 0;
    void deposit(std::uint64_t, std::uint64_t more) { quanta += more; }
  } voxels;
  ShellTally shells({0, 0.2, 0.5, 1, 3});
  for (std::uint64_t id = 0; id < 300; ++id) {
    const std::uint64_t before = sum(shells.energy());
    const HistoryResult expected = transport_history(view, id, voxels);
    const HistoryResult result = point_kernel_history(view, id, shells);
    EXPECT_EQ(result.digest, expected.digest);
    EXPECT_EQ(result.escaped, expected.escaped);
    EXPECT_EQ(sum(shells.energy()) - before, expected.deposited);
  }
  EXPECT_EQ(sum(shells.energy()), voxels.quanta);
  EXPECT_GT(shells.energy()[0], 0u);
}

}  // namespace
}  // namespace yttria
