// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/radiobiology.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "tests/engine/support/row_of_doses.hpp"

namespace yttria {
namespace {

constexpr BiologicalEffect tumour{10, 1.5, 64.1};

/// Doses a, a + step, ..., so that sums have closed forms.
std::vector<float> gradient(std::size_t voxels, double first_Gy, double step_Gy) {
  std::vector<float> doses;
  for (std::size_t i = 0; i < voxels; ++i) {
    doses.push_back(static_cast<float>(first_Gy + step_Gy * static_cast<double>(i)));
  }
  return doses;
}

TEST(BiologicallyEffectiveDose, ByHand) {
  // 100 Gy at alpha/beta 10 Gy: 10 times the share 1.5 / 65.6 of doses interact.
  EXPECT_DOUBLE_EQ(biologically_effective_dose_Gy(100, tumour), 100 * (1 + 10 * 1.5 / 65.6));
  EXPECT_EQ(biologically_effective_dose_Gy(0, tumour), 0);
  // Repair much slower than decay: one acute dose. Much faster: no interaction.
  EXPECT_NEAR(biologically_effective_dose_Gy(20, {10, 1e12, 64.1}), 60, 1e-6);
  EXPECT_NEAR(biologically_effective_dose_Gy(20, {10, 1e-12, 64.1}), 20, 1e-6);
}

TEST(BiologicallyEffectiveDose, IsTheIntegralOverTheDoseRate) {
  // G = 2/D^2 int R(t) int_0^t R(u) exp(-mu (t-u)) du dt, by steps of both integrals at once.
  const double lambda = std::log(2.0) / 64.1, mu = std::log(2.0) / 1.5;
  constexpr double step = 2e-3;  // hours
  double inner = 0, outer = 0;   // R = lambda exp(-lambda t) for D = 1
  for (double t = step / 2; t < 40 * 64.1; t += step) {
    const double rate = lambda * std::exp(-lambda * t);
    inner = inner * std::exp(-mu * step) + rate * step;
    outer += rate * (inner - rate * step / 2) * step;
  }
  const double expected = 50 * (1 + 50 / 10.0 * 2 * outer);
  EXPECT_NEAR(biologically_effective_dose_Gy(50, tumour) / expected, 1, 1e-4);
  EXPECT_GT(std::fabs(biologically_effective_dose_Gy(50, {10, 64.1, 1.5}) / expected - 1), 0.1)
      << "the half-times are not interchangeable";
}

TEST(GeneralisedUniformDose, ClosedForms) {
  const std::vector<float> doses = {1, 2, 4, 8};
  EXPECT_DOUBLE_EQ(generalised_uniform_dose_Gy(doses, 1), 3.75);
  EXPECT_DOUBLE_EQ(generalised_uniform_dose_Gy(doses, 2), std::sqrt(85.0 / 4));
  EXPECT_DOUBLE_EQ(generalised_uniform_dose_Gy(doses, -1), 4 / 1.875);
  EXPECT_NEAR(generalised_uniform_dose_Gy(doses, 1e-12), std::pow(64, 0.25), 1e-9);   // geometric
  EXPECT_NEAR(generalised_uniform_dose_Gy(doses, -1e-12), std::pow(64, 0.25), 1e-9);  // mean
  // A gradient from 0 to 100 Gy: mean of D^a is 100^a / (a + 1).
  const std::vector<float> line = gradient(10001, 0, 0.01);
  EXPECT_NEAR(generalised_uniform_dose_Gy(line, 7), 100 * std::pow(8, -1.0 / 7), 0.01);
}

TEST(GeneralisedUniformDose, LiesBetweenMinimumAndMaximumInOrder) {
  const std::vector<float> doses = gradient(100, 20, 3);
  double before = 0;
  for (const double a : {-1e6, -300.0, -10.0, -1.0, 1e-3, 1.0, 5.0, 300.0, 1e6}) {
    const double now = generalised_uniform_dose_Gy(doses, a);
    EXPECT_GT(now, before) << a;
    EXPECT_GE(now, 20 - 1e-9);
    EXPECT_LE(now, 317 + 1e-9);
    before = now;
  }
  EXPECT_NEAR(generalised_uniform_dose_Gy(doses, -1e6), 20, 1e-3);
  EXPECT_NEAR(before, 317, 2e-3);
}

TEST(GeneralisedUniformDose, OfNothing) {
  EXPECT_EQ(generalised_uniform_dose_Gy({0, 0}, 3), 0);
  EXPECT_EQ(generalised_uniform_dose_Gy({0, 50}, -3), 0);
  EXPECT_DOUBLE_EQ(generalised_uniform_dose_Gy({0, 50}, 1), 25);
}

TEST(UniformEffectiveDose, ClosedForms) {
  const BiologicalEffect linear{1e300, 1, 1};  // BED is the dose
  // Two voxels: half of the cells survive exp(-alpha 10), half exp(-alpha 20).
  const double expected = -std::log((std::exp(-3.0) + std::exp(-6.0)) / 2) / 0.3;
  EXPECT_NEAR(uniform_effective_dose_Gy({10, 20}, linear, 0.3), expected, 1e-12);
  EXPECT_NEAR(uniform_effective_dose_Gy({40, 40, 40}, tumour, 0.3),
              biologically_effective_dose_Gy(40, tumour), 1e-12);
  // A gradient from 0 to 100 Gy: mean survival (1 - exp(-alpha 100)) / (alpha 100).
  EXPECT_NEAR(uniform_effective_dose_Gy(gradient(100001, 0, 0.001), linear, 0.2),
              -std::log((1 - std::exp(-20.0)) / 20) / 0.2, 1e-3);
}

TEST(UniformEffectiveDose, Limits) {
  const std::vector<float> doses = {100, 300, 500};
  double mean = 0;
  for (const float dose : doses) {
    mean += biologically_effective_dose_Gy(static_cast<double>(dose), tumour) / 3;
  }
  EXPECT_NEAR(uniform_effective_dose_Gy(doses, tumour, 1e-12), mean, 1e-6);
  // exp(-100 x 1000) is 0 in doubles, the coldest third of the cells is not.
  const double coldest = biologically_effective_dose_Gy(100, tumour);
  EXPECT_NEAR(uniform_effective_dose_Gy(doses, tumour, 100), coldest + std::log(3.0) / 100, 1e-9);
}

TEST(Radiobiology, OfARegion) {
  const Dose dose = test::row_of_doses({50, 100, 150, 200});
  const Radiobiology found = radiobiology(RoiDoses(dose, 0), {tumour, 0.2, {1, -5}});
  const auto BED = [](double d) { return biologically_effective_dose_Gy(d, tumour); };
  EXPECT_NEAR(found.BED_mean.value, (BED(50) + BED(100) + BED(150) + BED(200)) / 4, 1e-3);
  EXPECT_NEAR(found.BED_min.value, BED(50), 1e-3);
  EXPECT_NEAR(found.BED98.value, BED(50), 1e-3);
  EXPECT_NEAR(found.BED50.value, BED(150), 1e-3);
  EXPECT_NEAR(found.BED2.value, BED(200), 1e-3);
  EXPECT_NEAR(found.BED_max.value, BED(200), 1e-3);
  EXPECT_NEAR(found.gEUD.at(0).value, 125, 1e-4);
  EXPECT_LT(found.gEUD.at(1).value, 125);
  EXPECT_GT(found.EUBED.value, BED(50));
  EXPECT_LT(found.EUBED.value, found.BED_mean.value);
  EXPECT_TRUE(std::isnan(found.BED_mean.sigma)) << "one batch says nothing of noise";
}

TEST(Radiobiology, OnlyWhatIsAskedFor) {
  const Dose dose = test::row_of_doses({50, 100});
  const Radiobiology only_gEUD = radiobiology(RoiDoses(dose, 0), {std::nullopt, {}, {2}});
  EXPECT_TRUE(std::isnan(only_gEUD.BED_mean.value));
  EXPECT_TRUE(std::isnan(only_gEUD.EUBED.value));
  EXPECT_TRUE(radiobiology(RoiDoses(dose, 0), {}).gEUD.empty());
  EXPECT_TRUE(std::isnan(radiobiology(RoiDoses(dose, 0), {tumour, {}, {}}).EUBED.value));
  Dose vacuum = test::row_of_doses({50, 100});
  vacuum.mass_g.assign(2, 0);
  EXPECT_TRUE(std::isnan(radiobiology(RoiDoses(vacuum, 0), {tumour, 0.2, {2}}).EUBED.value));
}

TEST(Radiobiology, UncertaintyIsTheScatterOfRepeatedRuns) {
  // 200 voxels that scatter each for itself, in 400 runs of 64 batches.
  double sum = 0, squares = 0, variance = 0, doubled = 0;
  constexpr int runs = 400;
  for (std::uint64_t run = 0; run < runs; ++run) {
    const Dose dose = test::noisy_row_of_doses(gradient(200, 80, 0.5), 64, 0.2, run);
    const Estimate EUBED = radiobiology(RoiDoses(dose, 0), {tumour, 0.05, {}}).EUBED;
    sum += EUBED.value;
    squares += EUBED.value * EUBED.value;
    variance += EUBED.sigma * EUBED.sigma / runs;
    doubled += std::pow(2 * EUBED.sigma, 2) / runs;
  }
  const double scatter = std::sqrt((squares - sum * sum / runs) / (runs - 1));
  // sigma of the scatter 3.5 %, of the stated one at 15 degrees of freedom 1 %: 4 sigma.
  EXPECT_NEAR(std::sqrt(variance) / scatter, 1, 0.15);
  EXPECT_GT(std::fabs(std::sqrt(doubled) / scatter - 1), 0.15) << "a twin with twice the sigma";
}

}  // namespace
}  // namespace yttria
