// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/dose_volume.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/result/roi_statistics.hpp"
#include "tests/engine/support/row_of_doses.hpp"

namespace yttria {
namespace {

DoseVolumePoints points(const std::vector<double>& dose_Gy, const std::vector<double>& percents,
                        const std::vector<double>& thresholds_Gy) {
  const Dose dose = test::row_of_doses(dose_Gy);
  return dose_volume_points(RoiDoses(dose, 0), percents, thresholds_Gy);
}

TEST(DoseVolume, OfUniformDoseIsThatDose) {
  const DoseVolumePoints found =
      points(std::vector<double>(64, 80), {100, 99.9, 50, 0.001}, {0, 79.9, 80.1});
  for (const Estimate& D : found.D_Gy) EXPECT_NEAR(D.value, 80, 1e-5);
  EXPECT_EQ(found.V[0].value, 1);
  EXPECT_EQ(found.V[1].value, 1);
  EXPECT_EQ(found.V[2].value, 0);
}

TEST(DoseVolume, OfALinearGradient) {
  std::vector<double> doses;  // 0.05, 0.15, ... 99.95: the middles of 1000 steps up to 100 Gy
  for (int i = 0; i < 1000; ++i) doses.push_back(0.1 * ((i * 7) % 1000) + 0.05);
  std::vector<double> percents, thresholds_Gy;
  for (double x = 1; x < 100; x += 7) {
    percents.push_back(x);
    thresholds_Gy.push_back(x);
  }
  const DoseVolumePoints found = points(doses, percents, thresholds_Gy);
  for (std::size_t i = 0; i < percents.size(); ++i) {
    EXPECT_NEAR(found.D_Gy[i].value, 100 - percents[i], 0.051) << percents[i];  // half a step
    EXPECT_NEAR(found.V[i].value, 1 - thresholds_Gy[i] / 100, 1e-12) << thresholds_Gy[i];
  }
}

TEST(DoseVolume, OfASphereWhoseDoseFallsWithRadius) {
  // Dose 100 (1 - r/R) in the voxels of a ball: V(d) = (1 - d/100)^3, Dx = 100 (1 - x^(1/3)).
  std::vector<double> doses;
  constexpr int R = 40;
  for (int x = -R; x <= R; ++x) {
    for (int y = -R; y <= R; ++y) {
      for (int z = -R; z <= R; ++z) {
        const double r = std::sqrt(static_cast<double>(x * x + y * y + z * z)) / R;
        if (r < 1) doses.push_back(100 * (1 - r));
      }
    }
  }
  const DoseVolumePoints found = points(doses, {98, 50, 2}, {5, 20, 60});
  // Dose falls by 2.5 Gy from voxel to voxel; a lattice knows a shell's radius to a tenth of that.
  EXPECT_NEAR(found.D_Gy[0].value, 100 * (1 - std::cbrt(0.98)), 0.25);
  EXPECT_NEAR(found.D_Gy[1].value, 100 * (1 - std::cbrt(0.50)), 0.25);
  EXPECT_NEAR(found.D_Gy[2].value, 100 * (1 - std::cbrt(0.02)), 0.25);
  EXPECT_NEAR(found.V[0].value, std::pow(0.95, 3), 2e-3);
  EXPECT_NEAR(found.V[1].value, std::pow(0.80, 3), 2e-3);
  EXPECT_NEAR(found.V[2].value, std::pow(0.40, 3), 2e-3);
}

TEST(DoseVolume, OfOneVoxel) {
  const DoseVolumePoints found = points({42}, {100, 50, 1}, {41, 43});
  for (const Estimate& D : found.D_Gy) EXPECT_FLOAT_EQ(static_cast<float>(D.value), 42);
  EXPECT_EQ(found.V[0].value, 1);
  EXPECT_EQ(found.V[1].value, 0);
}

TEST(DoseVolume, AgreesWithTheStatisticsOfTheRegion) {
  std::vector<float> doses;
  for (int i = 0; i < 300; ++i) doses.push_back(static_cast<float>(50 + (i * 37) % 100));
  const Dose dose = test::noisy_row_of_doses(doses, 64, 0.1, 1);
  const RoiStatistics s = roi_statistics(dose, 0);
  const DoseVolumePoints found = dose_volume_points(RoiDoses(dose, 0), {98, 50}, {100});
  const std::pair<const Estimate*, const Estimate*> pairs[] = {
      {&s.D98, &found.D_Gy[0]}, {&s.D50, &found.D_Gy[1]}, {&s.V100, &found.V[0]}};
  for (const auto& [one, other] : pairs) {
    EXPECT_EQ(one->value, other->value);
    EXPECT_EQ(one->sigma, other->sigma);
    EXPECT_EQ(one->noise_bias, other->noise_bias);
    EXPECT_GT(one->sigma, 0);
  }
}

TEST(DoseVolume, NothingAskedOrNothingThere) {
  EXPECT_TRUE(points({1, 2}, {}, {}).D_Gy.empty());
  Dose dose = test::row_of_doses({1, 2});
  dose.mass_g.assign(2, 0);
  const DoseVolumePoints found = dose_volume_points(RoiDoses(dose, 0), {50}, {1});
  EXPECT_TRUE(std::isnan(found.D_Gy.at(0).value));
  EXPECT_TRUE(std::isnan(found.V.at(0).value));
}

TEST(DifferentialHistogram, AddsUpToOneAndHasASigma) {
  std::vector<float> doses;
  for (int i = 0; i < 500; ++i) doses.push_back(static_cast<float>(50 + i % 100));
  const DoseVolumeHistogram dvh =
      roi_statistics(test::noisy_row_of_doses(doses, 64, 0.1, 3), 0).dvh;
  double sum = 0, noise = 0;
  for (std::size_t i = 0; i + 1 < dvh.dose_Gy.size(); ++i) {
    sum += dvh.differential[i] * (dvh.dose_Gy[i + 1] - dvh.dose_Gy[i]);
    noise += dvh.differential_sigma[i];
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_GT(noise, 0);
  EXPECT_EQ(dvh.differential.back(), 0);
  const DoseVolumeHistogram one = roi_statistics(test::row_of_doses({1, 2}), 0).dvh;
  EXPECT_TRUE(std::isnan(one.differential_sigma.front()));
}

TEST(DifferentialHistogram, HoldsTheVoxelsAtTheMaximum) {
  for (const std::vector<double>& doses : {std::vector<double>{7}, {3, 7}, {7, 7, 7}}) {
    const DoseVolumeHistogram dvh = roi_statistics(test::row_of_doses(doses), 0).dvh;
    double sum = 0;
    for (std::size_t i = 0; i + 1 < dvh.dose_Gy.size(); ++i) {
      sum += dvh.differential[i] * (dvh.dose_Gy[i + 1] - dvh.dose_Gy[i]);
    }
    EXPECT_NEAR(sum, 1, 1e-12) << doses.size();
  }
}

}  // namespace
}  // namespace yttria
