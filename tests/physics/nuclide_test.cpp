// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/nuclide.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/error.hpp"

namespace yttria {
namespace {

using Spectrum = std::vector<std::pair<double, double>>;

double integral_to(const Spectrum& spectrum, double energy) {
  double sum = 0;
  for (std::size_t i = 0; i + 1 < spectrum.size(); ++i) {
    const auto& [E0, n0] = spectrum[i];
    const auto& [E1, n1] = spectrum[i + 1];
    if (energy <= E0) break;
    const double t = std::min(1.0, (energy - E0) / (E1 - E0));
    sum += t * (E1 - E0) * (n0 + t * (n1 - n0) / 2);
  }
  return sum;
}

double density(const Spectrum& spectrum, double energy) {
  for (std::size_t i = 0; i + 1 < spectrum.size(); ++i) {
    const auto& [E0, n0] = spectrum[i];
    const auto& [E1, n1] = spectrum[i + 1];
    if (energy <= E1) return n0 + (energy - E0) / (E1 - E0) * (n1 - n0);
  }
  return 0;
}

bool mean_agrees(const Spectrum& spectrum, double expected_MeV) {
  return std::fabs(mean_energy_MeV(spectrum) / expected_MeV - 1) < 1e-3;
}

struct Emitter {
  const char* name;
  double half_life_h;
  double mean_MeV;
  double endpoint_MeV;
};

// Means: the theory with these endpoints. Y-90 for comparison: ENSDF with BetaShape 0.9324(7), ICRP
// Publication 107 0.93299; P-32 there 0.6948, Sr-89 0.5845. Half-lives and endpoints: DDEP.
constexpr Emitter emitters[] = {{"Y-90", 64.0416, 0.9325, 2.2787},
                                {"P-32", 342.816, 0.6951, 1.71066},
                                {"Sr-89", 1213.68, 0.5843, 1.4951}};

TEST(Nuclide, MeanEnergyHalfLifeAndEndpoint) {
  for (const Emitter& e : emitters) {
    const Nuclide n = nuclide(e.name);
    EXPECT_EQ(n.name, e.name);
    EXPECT_DOUBLE_EQ(n.half_life_h, e.half_life_h) << e.name;
    EXPECT_TRUE(mean_agrees(n.spectrum, e.mean_MeV)) << mean_energy_MeV(n.spectrum);
    EXPECT_EQ(n.spectrum.front().first, 0) << e.name;
    EXPECT_DOUBLE_EQ(n.spectrum.back().first, e.endpoint_MeV) << e.name;
    EXPECT_EQ(n.spectrum.back().second, 0) << e.name;
    EXPECT_NEAR(integral_to(n.spectrum, 10), 1, 1e-6) << e.name;
    EXPECT_FALSE(n.data_set.empty());
  }
}

TEST(Nuclide, ComparisonOfMeansNoticesAWrongShape) {
  Spectrum wrong = nuclide("Y-90").spectrum;
  for (auto& [energy, n] : wrong) n *= 1 + 0.01 * energy;
  EXPECT_FALSE(mean_agrees(wrong, 0.9325));
}

struct Point {
  double energy_MeV, per_MeV;
};

// Main branch of Y-90, computed independently from the same theory (unique first forbidden with
// finite size and Rose's screening); the minor branch adds up to 0.05 % below 0.5 MeV.
constexpr Point y90_theory[] = {{0.02, 0.347259},   {0.1, 0.405247},    {0.2, 0.4743},
                                {1.0, 0.614056},    {1.01, 0.612692},   {2.24, 0.00350083},
                                {2.25, 0.00195361}, {2.26, 0.000841536}};

TEST(Nuclide, ShapeOfTheY90Spectrum) {
  const Spectrum spectrum = nuclide("Y-90").spectrum;
  for (const Point& p : y90_theory) {
    EXPECT_NEAR(density(spectrum, p.energy_MeV) / p.per_MeV, 1, 1e-3) << p.energy_MeV;
  }
}

TEST(Nuclide, InverseCumulativeInvertsTheDistribution) {
  for (const std::string& name : nuclide_names()) {
    const Spectrum spectrum = nuclide(name).spectrum;
    const auto inverse = inverse_cumulative(spectrum, 257);
    ASSERT_EQ(inverse.size(), 257u);
    EXPECT_TRUE(std::is_sorted(inverse.begin(), inverse.end()));
    const double all = integral_to(spectrum, 10);
    for (std::size_t i = 0; i < inverse.size(); ++i) {
      EXPECT_NEAR(integral_to(spectrum, inverse[i]) / all, static_cast<double>(i) / 256, 1e-12);
    }
  }
}

TEST(Nuclide, InverseCumulativeSkipsEnergiesWithoutBetas) {
  const Spectrum gaps = {{0, 0}, {1, 0}, {2, 1}, {3, 0}, {4, 0}};
  const auto inverse = inverse_cumulative(gaps, 3);
  EXPECT_NEAR(inverse[0], 1, 1e-12);
  EXPECT_NEAR(inverse[1], 2, 1e-12);
  EXPECT_NEAR(inverse[2], 3, 1e-7);
  EXPECT_NEAR(mean_energy_MeV(gaps), 2, 1e-12);
}

TEST(Nuclide, RefusesWhatIsNoDistribution) {
  EXPECT_THROW(mean_energy_MeV({}), InputError);
  EXPECT_THROW(mean_energy_MeV({{1, 1}}), InputError);
  EXPECT_THROW(mean_energy_MeV({{0, 0}, {1, 0}}), InputError);
  EXPECT_THROW(mean_energy_MeV({{1, 1}, {0, 1}}), InputError);
  EXPECT_THROW(inverse_cumulative({{0, 1}, {1, -1}}, 3), InputError);
}

TEST(Nuclide, UnknownNameListsTheKnown) {
  try {
    nuclide("Y90");
    FAIL();
  } catch (const InputError& error) {
    const std::string message = error.what();
    EXPECT_NE(message.find("'Y90'"), std::string::npos) << message;
    EXPECT_NE(message.find("Y-90, P-32, Sr-89"), std::string::npos) << message;
  }
}

}  // namespace
}  // namespace yttria
