// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/convolution.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

namespace yttria {
namespace {

using Index = std::array<std::int64_t, 3>;

/// Any numbers, as long as mirrors are equal; 10 % of the energy lies beyond.
VoxelKernel some_kernel(const Index& reach) {
  VoxelKernel kernel;
  kernel.spacing_mm = {2, 3, 4};
  kernel.reach = reach;
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (std::int64_t z = 0; z <= reach[2]; ++z) {
    for (std::int64_t y = 0; y <= reach[1]; ++y) {
      for (std::int64_t x = 0; x <= reach[0]; ++x) {
        kernel.energy_fraction.push_back(uniform(random) *
                                         std::exp(-0.7 * static_cast<double>(x + y + z)));
        kernel.energy.push_back(1);
        kernel.uncertainty.push_back(0.01);
      }
    }
  }
  const double sum = kernel.fraction_in_kernel();
  for (double& fraction : kernel.energy_fraction) fraction *= 0.9 / sum;
  kernel.total = {10 * kernel.energy.size(), kernel.energy.size()};
  return kernel;
}

std::vector<float> some_decays(const Index& shape, double filled) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<float> decays(static_cast<std::size_t>(shape[0] * shape[1] * shape[2]));
  for (float& value : decays) {
    value = uniform(random) < filled ? static_cast<float>(1e9 * uniform(random)) : 0.0f;
  }
  return decays;
}

/// The formula, voxel by voxel.
std::vector<double> by_formula(const std::vector<float>& decays, const Index& n,
                               const VoxelKernel& kernel) {
  const auto at = [&](std::int64_t x, std::int64_t y, std::int64_t z) {
    return static_cast<std::size_t>((z * n[1] + y) * n[0] + x);
  };
  std::vector<double> energy(decays.size(), 0);
  for (std::int64_t z = 0; z < n[2]; ++z)
    for (std::int64_t y = 0; y < n[1]; ++y)
      for (std::int64_t x = 0; x < n[0]; ++x)
        for (std::int64_t k = 0; k < n[2]; ++k)
          for (std::int64_t j = 0; j < n[1]; ++j)
            for (std::int64_t i = 0; i < n[0]; ++i) {
              const Index d = {std::abs(x - i), std::abs(y - j), std::abs(z - k)};
              if (d[0] > kernel.reach[0] || d[1] > kernel.reach[1] || d[2] > kernel.reach[2]) {
                continue;
              }
              energy[at(x, y, z)] += static_cast<double>(decays[at(i, j, k)]) *
                                     kernel.energy_fraction[kernel.at(d[0], d[1], d[2])];
            }
  return energy;
}

void expect_near(const std::vector<double>& found, const std::vector<double>& expected) {
  const double largest = *std::max_element(expected.begin(), expected.end());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(found[i], expected[i], 1e-13 * largest) << i;
  }
}

struct Setup {
  Index shape, reach;
  double filled;
};

class Convolution : public testing::TestWithParam<Setup> {};

TEST_P(Convolution, IsTheFormulaBothWays) {
  const auto& [shape, reach, filled] = GetParam();
  const VoxelKernel kernel = some_kernel(reach);
  const std::vector<float> decays = some_decays(shape, filled);
  const std::vector<double> expected = by_formula(decays, shape, kernel);
  for (const ConvolutionWay way : {ConvolutionWay::direct, ConvolutionWay::fourier}) {
    const std::vector<double> one = convolve(decays, shape, kernel, 1, way);
    expect_near(one, expected);
    EXPECT_EQ(convolve(decays, shape, kernel, 3, way), one);  // bit for bit
  }
  expect_near(convolve(decays, shape, kernel, 0), expected);
}

INSTANTIATE_TEST_SUITE_P(Shapes, Convolution,
                         testing::Values(Setup{{9, 8, 7}, {3, 2, 2}, 0.3},
                                         Setup{{5, 5, 5}, {9, 9, 9}, 1.0},   // larger than the grid
                                         Setup{{1, 1, 40}, {2, 2, 6}, 1.0},  // a column
                                         Setup{{12, 1, 3}, {0, 0, 0}, 0.5},  // only the source
                                         Setup{{6, 6, 150}, {2, 1, 2}, 0.02}));  // several slabs

TEST(ConvolutionEnergy, IsConservedWhereNothingLeaves) {
  const VoxelKernel kernel = some_kernel({4, 4, 4});
  const Index shape = {20, 20, 20};
  std::vector<float> decays(8000, 0.0f);
  for (std::size_t z = 4; z < 16; ++z) {
    for (std::size_t y = 4; y < 16; ++y) decays[(z * 20 + y) * 20 + 4 + (y + z) % 12] = 1e12f;
  }
  const double emitted = std::accumulate(decays.begin(), decays.end(), 0.0);
  for (const ConvolutionWay way : {ConvolutionWay::direct, ConvolutionWay::fourier}) {
    const std::vector<double> energy = convolve(decays, shape, kernel, 0, way);
    EXPECT_NEAR(std::accumulate(energy.begin(), energy.end(), 0.0) / (0.9 * emitted), 1, 1e-12);
  }
}

TEST(ConvolutionEnergy, NothingFromNothing) {
  const std::vector<double> energy =
      convolve(std::vector<float>(27, 0.0f), {3, 3, 3}, some_kernel({1, 1, 1}), 1);
  EXPECT_EQ(energy, std::vector<double>(27, 0.0));
}

TEST(ConvolutionEnergy, NothingWhereTheKernelHasNone) {
  // The corners of a round kernel are 0: transforms leave rounding there, which is no dose.
  const VoxelKernel round = truncated(some_kernel({5, 5, 5}), 9);
  const Index shape = {16, 16, 16};
  std::vector<float> decays(4096, 0.0f);
  decays[(8 * 16 + 8) * 16 + 8] = 1;
  const auto zeros = [&](ConvolutionWay way) {
    const std::vector<double> energy = convolve(decays, shape, round, 1, way);
    return std::count(energy.begin(), energy.end(), 0.0);
  };
  EXPECT_EQ(zeros(ConvolutionWay::fourier), zeros(ConvolutionWay::direct));
}

TEST(Truncation, KeepsVoxelsWithinTheRadius) {
  const VoxelKernel whole = some_kernel({5, 5, 5});
  const VoxelKernel cut = truncated(whole, 6);  // edges 2 3 4
  EXPECT_EQ(cut.reach, (Index{3, 2, 1}));
  EXPECT_EQ(cut.energy_fraction[cut.at(3, 0, 0)], whole.energy_fraction[whole.at(3, 0, 0)]);
  EXPECT_EQ(cut.energy_fraction[cut.at(0, 2, 0)], whole.energy_fraction[whole.at(0, 2, 0)]);
  EXPECT_EQ(cut.energy_fraction[cut.at(3, 1, 0)], 0);  // 6.7 mm
  EXPECT_LT(cut.fraction_in_kernel(), whole.fraction_in_kernel());
  EXPECT_LT(cut.total.in_kernel, whole.total.in_kernel);
  const VoxelKernel all = truncated(whole, std::numeric_limits<double>::infinity());
  EXPECT_EQ(all.energy_fraction, whole.energy_fraction);
  EXPECT_EQ(truncated(whole, 0).reach, (Index{0, 0, 0}));
}

}  // namespace
}  // namespace yttria
