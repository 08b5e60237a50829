// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/kernel_run.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "engine/error.hpp"
#include "engine/physics/material_library.hpp"

namespace yttria {
namespace {

const std::atomic<bool> go_on{false};

KernelSource in(const std::string& medium) {
  return {library_material(medium), {}, "Y-90", 0, {}};
}

RunOptions quick(std::uint64_t histories) {
  RunOptions options;
  options.histories = histories;
  options.batch_size = histories / 32;
  options.transport.preset = "clinical";
  options.backend = "cpu";
  return options;
}

std::uint64_t sum(const std::vector<std::uint64_t>& values) {
  return std::accumulate(values.begin(), values.end(), std::uint64_t{0});
}

TEST(VoxelKernel, KeepsAccountOfEveryQuantum) {
  const VoxelKernel kernel =
      compute_kernel(VoxelKernelOrder{in("water"), {3, 3, 3}, 12.0}, quick(8192), {}, go_on);
  EXPECT_EQ(kernel.reach, (std::array<std::int64_t, 3>{4, 4, 4}));
  EXPECT_EQ(sum(kernel.energy), kernel.total.in_kernel);
  EXPECT_EQ(kernel.total.emitted, kernel.total.in_kernel + kernel.total.beyond());
  EXPECT_NEAR(kernel.fraction_in_kernel(), 1 - kernel.total.beyond_fraction(), 1e-12);
  EXPECT_NEAR(kernel.total.beyond_fraction(), 0.004, 0.0015);  // EGSnrc: 0.39 % beyond 12 mm
  EXPECT_NEAR(kernel.s_value(0) / 1.5985, 1, 5 * kernel.uncertainty[0]);  // EGSnrc
  EXPECT_EQ(kernel.histories, 8192u);
}

TEST(VoxelKernel, HasTheSymmetriesOfItsVoxels) {
  const VoxelKernel cubes =
      compute_kernel(VoxelKernelOrder{in("water"), {3, 3, 3}, 6.0}, quick(2048), {}, go_on);
  EXPECT_EQ(cubes.energy_fraction[cubes.at(1, 0, 2)], cubes.energy_fraction[cubes.at(2, 1, 0)]);
  const VoxelKernel flat =
      compute_kernel(VoxelKernelOrder{in("water"), {2, 2, 4}, 8.0}, quick(8192), {}, go_on);
  EXPECT_EQ(flat.reach, (std::array<std::int64_t, 3>{4, 4, 2}));
  EXPECT_EQ(flat.energy_fraction[flat.at(1, 3, 1)], flat.energy_fraction[flat.at(3, 1, 1)]);
  // Twice as far along z.
  EXPECT_LT(flat.energy_fraction[flat.at(0, 0, 1)], flat.energy_fraction[flat.at(1, 0, 0)]);
}

TEST(VoxelKernel, DoesNotDependOnThreads) {
  RunOptions options = quick(2048);
  options.threads = 1;
  const VoxelKernelOrder order{in("soft tissue"), {2, 3, 4}, {}};
  const VoxelKernel one = compute_kernel(order, options, {}, go_on);
  options.threads = 3;
  const VoxelKernel three = compute_kernel(order, options, {}, go_on);
  EXPECT_EQ(one.energy, three.energy);
  EXPECT_EQ(one.uncertainty[0], three.uncertainty[0]);
}

TEST(VoxelKernel, StatedUncertaintyIsTheScatterOfRuns) {
  constexpr int runs = 60;
  double mean = 0, squares = 0, stated = 0;
  for (int seed = 1; seed <= runs; ++seed) {
    RunOptions options = quick(1024);
    options.seed = static_cast<std::uint64_t>(seed);
    const VoxelKernel kernel =
        compute_kernel(VoxelKernelOrder{in("water"), {3, 3, 3}, 3.0}, options, {}, go_on);
    const std::size_t face = kernel.at(1, 0, 0);  // six voxels that are one value
    mean += kernel.energy_fraction[face];
    squares += std::pow(kernel.energy_fraction[face], 2);
    stated += std::pow(kernel.uncertainty[face] * kernel.energy_fraction[face], 2);
  }
  const double scatter = std::sqrt((squares - mean * mean / runs) / (runs - 1));
  // Scatter of 60 runs: 9 %; of 31 degrees of freedom each: 1.6 %. Three sigma.
  EXPECT_NEAR(std::sqrt(stated / runs) / scatter, 1, 0.28);
}

TEST(VoxelKernel, StopsAtItsGoal) {
  RunOptions options = quick(1u << 20);
  options.batch_size = 1024;
  options.goal = Goal{"source", 2};
  const VoxelKernel kernel =
      compute_kernel(VoxelKernelOrder{in("water"), {3, 3, 3}, 3.0}, options, {}, go_on);
  EXPECT_LE(kernel.uncertainty[0], 0.02);
  EXPECT_LT(kernel.histories, 1u << 17);
  EXPECT_EQ(kernel.histories % (16 * 1024), 0u);
}

TEST(VoxelKernel, StopsWhenAsked) {
  const std::atomic<bool> stop{true};
  const VoxelKernel kernel =
      compute_kernel(VoxelKernelOrder{in("water"), {3, 3, 3}, 3.0}, quick(4096), {}, stop);
  EXPECT_EQ(kernel.histories, 128u);  // the batch in hand
}

TEST(VoxelKernel, RefusesWhatCannotBe) {
  using testing::HasSubstr;
  using testing::ThrowsMessage;
  const auto compute = [](const VoxelKernelOrder& order) {
    return compute_kernel(order, quick(1024), {}, go_on);
  };
  EXPECT_THAT(
      [&] {
        compute({in("water"), {0.001, 0.001, 0.001}, {}});
      },
      ThrowsMessage<InputError>(HasSubstr("choose larger voxels")));
  EXPECT_THAT(
      [&] {
        compute({in("water"), {3, -1, 3}, {}});
      },
      ThrowsMessage<InputError>(HasSubstr("--spacing")));
  KernelSource nowhere = in("water");
  nowhere.nuclide = "Xy-1";
  EXPECT_THAT(
      [&] {
        compute({nowhere, {3, 3, 3}, {}});
      },
      ThrowsMessage<InputError>(HasSubstr("Xy-1")));
}

TEST(PointKernel, KeepsAccountOfEveryQuantum) {
  const PointKernel kernel =
      compute_kernel(PointKernelOrder{in("water"), {}, {}}, quick(8192), {}, go_on);
  EXPECT_EQ(sum(kernel.energy), kernel.total.in_kernel);
  EXPECT_DOUBLE_EQ(kernel.radius_mm[1], 0.1);
  EXPECT_DOUBLE_EQ(kernel.radius_mm.back(), 100);
  EXPECT_NEAR(kernel.radius_of_fraction_mm(0.5), 2.345, 0.06);  // EGSnrc, of what is deposited
  EXPECT_TRUE(std::isnan(kernel.radius_of_fraction_mm(0.9999)));
}

TEST(PointKernel, ScalesWithDensity) {
  // The same random numbers in a medium of half the density: everything is twice as far.
  KernelSource thin = in("water");
  thin.density_g_cm3 = 0.5;
  const PointKernel dense =
      compute_kernel(PointKernelOrder{in("water"), 0.2, 12.0}, quick(2048), {}, go_on);
  const PointKernel light =
      compute_kernel(PointKernelOrder{thin, 0.4, 24.0}, quick(2048), {}, go_on);
  ASSERT_EQ(dense.shells(), light.shells());
  for (const double part : {0.2, 0.5, 0.9}) {
    EXPECT_NEAR(light.radius_of_fraction_mm(part) / dense.radius_of_fraction_mm(part), 2, 1e-3);
  }
}

TEST(PointKernel, DoesNotDependOnThreads) {
  RunOptions options = quick(2048);
  options.threads = 1;
  const PointKernelOrder order{in("lung"), 1.0, 60.0};
  const PointKernel one = compute_kernel(order, options, {}, go_on);
  options.threads = 3;
  EXPECT_EQ(compute_kernel(order, options, {}, go_on).energy, one.energy);
}

TEST(PointKernel, RefusesWhatCannotBe) {
  using testing::HasSubstr;
  using testing::ThrowsMessage;
  const auto compute = [](const PointKernelOrder& order) {
    return compute_kernel(order, quick(1024), {}, go_on);
  };
  EXPECT_THAT(
      [&] {
        compute({in("water"), 1e-6, {}});
      },
      ThrowsMessage<InputError>(HasSubstr("--shell")));
  EXPECT_THAT(
      [&] {
        compute({in("water"), 1.0, 0.5});
      },
      ThrowsMessage<InputError>(HasSubstr("--radius")));
}

TEST(AnyKernel, RefusesDoseToWater) {
  RunOptions options = quick(32);
  options.transport.switches.emplace_back(&TransportSettings::dose_to_water, true);
  EXPECT_THROW(compute_kernel(VoxelKernelOrder{in("water"), {3, 3, 3}, 6.0}, options, {}, go_on),
               InputError);
  EXPECT_THROW(compute_kernel(PointKernelOrder{in("water"), 1.0, 6.0}, options, {}, go_on),
               InputError);
}

TEST(AnyKernel, RefusesElectronsBeyondTheTables) {
  KernelSource source = in("water");
  source.nuclide = "electron";
  for (const double energy_MeV : {0.0, -1.0, 3.91, 100.0, std::nan("")}) {
    source.electron_energy_MeV = energy_MeV;
    EXPECT_THROW(compute_kernel(VoxelKernelOrder{source, {3, 3, 3}, 6.0}, quick(32), {}, go_on),
                 InputError)
        << energy_MeV;
    EXPECT_THROW(compute_kernel(PointKernelOrder{source, 1.0, 6.0}, quick(32), {}, go_on),
                 InputError)
        << energy_MeV;
  }
  source.electron_energy_MeV = 3.9;
  compute_kernel(PointKernelOrder{source, 1.0, 6.0}, quick(32), {}, go_on);
}

}  // namespace
}  // namespace yttria
