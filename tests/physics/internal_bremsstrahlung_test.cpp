// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/internal_bremsstrahlung.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/physics/nuclide.hpp"

namespace yttria {
namespace {

/// Mean of a function of the electron's energy over the spectrum of Y-90.
template <class F>
double per_decay(F f) {
  double sum = 0, norm = 0;
  const auto spectrum = nuclide("Y-90").spectrum;
  for (std::size_t i = 0; i + 1 < spectrum.size(); ++i) {
    const double width = spectrum[i + 1].first - spectrum[i].first;
    const double density = 0.5 * (spectrum[i].second + spectrum[i + 1].second);
    sum += width * density * f(0.5 * (spectrum[i].first + spectrum[i + 1].first));
    norm += width * density;
  }
  return sum / norm;
}

struct Check {
  double k_MeV, value;
};

// Values computed from the same theory by an independent program, to the digits given.
TEST(InternalBremsstrahlung, PhotonsPerDecayOfY90) {
  for (const Check& c : {Check{0.001, 0.0207}, Check{0.010, 0.0126}, Check{0.050, 0.0071},
                         Check{0.100, 0.0049}, Check{0.500, 0.0010}}) {
    const double photons =
        per_decay([&](double T) { return internal_photons_per_decay(T, c.k_MeV); });
    EXPECT_NEAR(photons, c.value, 0.00006) << c.k_MeV;
  }
}

TEST(InternalBremsstrahlung, SpectrumOfY90) {
  for (const Check& c :
       {Check{0.01, 0.350}, Check{0.1, 0.0301}, Check{0.5, 3.24e-3}, Check{1, 7.0e-4}}) {
    const double density =
        per_decay([&](double T) { return internal_photons_per_decay_MeV(T, c.k_MeV); });
    EXPECT_NEAR(density / c.value, 1, 0.01) << c.k_MeV;
  }
}

TEST(InternalBremsstrahlung, TakesTwoKiloelectronvoltPerDecayOfY90) {
  const double energy = per_decay([](double T) {
    constexpr int points = 400;
    double sum = 0;
    for (int i = 0; i < points; ++i) {
      const double k = (i + 0.5) * T / points;
      sum += k * internal_photons_per_decay_MeV(T, k) * T / points;
    }
    return sum;
  });
  EXPECT_NEAR(energy, 2.03e-3, 0.01e-3);
}

// phi -> alpha/(pi k) [ln((1+beta)/(1-beta))/beta - 2] for soft photons.
TEST(InternalBremsstrahlung, SoftLimit) {
  for (const double T : {0.05, 0.5, 2.0}) {
    const double gamma = 1 + T / 0.51099895, beta = std::sqrt(1 - 1 / (gamma * gamma));
    const double k = 1e-6 * T;
    const double limit =
        1 / (137.035999 * 3.14159265358979 * k) * (std::log((1 + beta) / (1 - beta)) / beta - 2);
    EXPECT_NEAR(internal_photons_per_decay_MeV(T, k) / limit, 1, 1e-4) << T;
  }
}

TEST(InternalBremsstrahlung, CumulativeRises) {
  const auto sums = internal_photon_cumulative(1.0, 0.001, 100);
  EXPECT_EQ(sums.front(), 0);
  EXPECT_EQ(sums.back(), 1);
  for (std::size_t i = 0; i + 1 < sums.size(); ++i) EXPECT_LT(sums[i], sums[i + 1]);
}

}  // namespace
}  // namespace yttria
