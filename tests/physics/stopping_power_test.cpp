// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/stopping_power.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <iostream>

#include "engine/error.hpp"
#include "engine/physics/material_library.hpp"
#include "kernels/core/constants.hpp"
#include "tests/physics/published_table.hpp"

namespace yttria {
namespace {

using test::EstarRow;

/// Largest |computed/published - 1| of the collision stopping power over a table.
template <class F>
double largest_deviation(const std::vector<EstarRow>& rows, F&& computed) {
  double largest = 0;
  for (const EstarRow& row : rows) {
    const double deviation = std::fabs(
        computed(CollisionStopping(row.material), row.T_MeV) / row.collision_MeV_cm2_g - 1);
    largest = std::fmax(largest, deviation);
  }
  return largest;
}

double without_density_effect(const CollisionStopping& stopping, double T) {
  const double gamma = 1 + T / constants::electron_rest_energy_MeV;
  const double beta2 = 1 - 1 / (gamma * gamma);
  return stopping.stopping_MeV_cm2_g(T) + constants::bethe_half_K_MeV_cm2_mol *
                                              stopping.electrons_mol_g() / beta2 *
                                              stopping.density_effect(T);
}

// 0.1 % is the accuracy asked for; the published digits alone allow 0.05 %.
constexpr double stopping_tolerance = 1e-3;

TEST(CollisionStopping, AgreesWithEstarForWaterAirAndElements) {
  const auto rows = test::estar();
  ASSERT_GT(rows.size(), 600u);
  const double largest = largest_deviation(
      rows, [](const CollisionStopping& s, double T) { return s.stopping_MeV_cm2_g(T); });
  std::cout << "largest deviation from ESTAR " << 100 * largest << " %\n";
  EXPECT_LT(largest, stopping_tolerance);
}

TEST(CollisionStopping, WithoutDensityEffectItDoesNotAgree) {
  EXPECT_GT(largest_deviation(test::estar(), without_density_effect), stopping_tolerance);
}

TEST(CollisionStopping, DensityEffectAgreesWithEstar) {
  for (const EstarRow& row : test::estar()) {
    EXPECT_NEAR(CollisionStopping(row.material).density_effect(row.T_MeV), row.density_effect, 6e-4)
        << row.material.name << " " << row.T_MeV;
  }
}

/// CSDA range: the integral of 1/S from 1 keV, and T/(2 S) below, where Bethe's formula ends and
/// 1/S is taken in proportion to T. That start is 1 % of the range at 12.5 keV.
double csda_range(const CollisionStopping& stopping, const std::vector<EstarRow>& rows, double T) {
  const double lowest = 1e-3;
  // The radiative part is small; ESTAR's own serves, so that this test is of the collision part.
  const auto radiative = [&](double energy) {
    std::size_t i = 1;
    while (i + 1 < rows.size() && rows[i].T_MeV < energy) ++i;
    const double t = (energy - rows[i - 1].T_MeV) / (rows[i].T_MeV - rows[i - 1].T_MeV);
    return rows[i - 1].radiative_MeV_cm2_g +
           t * (rows[i].radiative_MeV_cm2_g - rows[i - 1].radiative_MeV_cm2_g);
  };
  const auto in_ln_T = [&](double ln_T) {
    const double energy = std::exp(ln_T);
    return energy / (stopping.stopping_MeV_cm2_g(energy) + radiative(energy));
  };
  return lowest / (2 * stopping.stopping_MeV_cm2_g(lowest)) +
         test::integral(in_ln_T, std::log(lowest), std::log(T), 2000);
}

TEST(CollisionStopping, CsdaRangeInWaterAgreesWithEstar) {
  std::vector<EstarRow> water;
  for (const EstarRow& row : test::estar()) {
    if (row.material.name == "water") water.push_back(row);
  }
  const CollisionStopping stopping(library_material("water"));
  double largest = 0, largest_below_50_keV = 0;
  for (const EstarRow& row : water) {
    const double deviation = csda_range(stopping, water, row.T_MeV) / row.csda_range_g_cm2 - 1;
    double& kept = row.T_MeV < 0.05 ? largest_below_50_keV : largest;
    kept = std::fmax(kept, std::fabs(deviation));
  }
  std::cout << "largest deviation from ESTAR " << 100 * largest << " %, below 50 keV "
            << 100 * largest_below_50_keV << " %\n";
  EXPECT_LT(largest, 1e-3);
  EXPECT_LT(largest_below_50_keV, 2e-3);
}

struct WaterValue {
  double T_MeV, Tc_MeV;
  double restricted_MeV_cm2_g;
  double moller_cm2_g;
};

// Independent evaluation of the same formulas (Moller's cross-section, exact density effect).
constexpr WaterValue water_values[] = {
    {0.1, 0.01, 3.7348, 19.173}, {0.1, 0.02, 3.905, 6.8309},  {0.5, 0.01, 1.6853, 10.567},
    {0.5, 0.02, 1.763, 4.9611},  {0.5, 0.1, 1.9349, 0.63557}, {1.0, 0.01, 1.4748, 9.2981},
    {1.0, 0.02, 1.541, 4.5232},  {1.0, 0.1, 1.692, 0.75342},  {2.0, 0.01, 1.4023, 8.774},
    {2.0, 0.02, 1.4638, 4.3396}, {2.0, 0.1, 1.6057, 0.80712}};

TEST(CollisionStopping, RestrictedStoppingAndMollerCrossSectionOfWater) {
  const CollisionStopping stopping(library_material("water"));
  for (const WaterValue& v : water_values) {
    const double restricted = stopping.restricted_MeV_cm2_g(v.T_MeV, v.Tc_MeV);
    const double moller = stopping.moller_cm2_g(v.T_MeV, v.Tc_MeV);
    EXPECT_NEAR(restricted / v.restricted_MeV_cm2_g, 1, 5e-4) << v.T_MeV << " " << v.Tc_MeV;
    EXPECT_NEAR(moller / v.moller_cm2_g, 1, 1e-3) << v.T_MeV << " " << v.Tc_MeV;
  }
}

/// Moller's cross-section per mass and MeV, written from the formula.
double moller(const CollisionStopping& stopping, double T, double W) {
  const double m = constants::electron_rest_energy_MeV;
  const double E = T + m;
  const double beta2 = T * (T + 2 * m) / (E * E);
  return constants::bethe_half_K_MeV_cm2_mol * stopping.electrons_mol_g() / beta2 *
         (1 / (W * W) + 1 / ((T - W) * (T - W)) + 1 / (E * E) -
          m * (2 * T + m) / (E * E * W * (T - W)));
}

TEST(CollisionStopping, MomentsOfMollersCrossSection) {
  const CollisionStopping stopping(library_material("cortical bone"));
  for (const double T : {0.03, 0.1, 0.5, 2.28}) {
    for (const double Tc : {0.001, 0.01}) {
      const auto moment = [&](double from, double to, int power) {
        return test::integral(
            [&](double ln_W) {
              const double W = std::exp(ln_W);
              return std::pow(W, power + 1) * moller(stopping, T, W);
            },
            std::log(from), std::log(to), 4000);
      };
      const double missing = stopping.stopping_MeV_cm2_g(T) - stopping.restricted_MeV_cm2_g(T, Tc);
      EXPECT_NEAR(missing / moment(Tc, T / 2, 1), 1, 1e-8) << T << " " << Tc;
      EXPECT_NEAR(stopping.moller_cm2_g(T, Tc) / moment(Tc, T / 2, 0), 1, 1e-8) << T << " " << Tc;
      // From 0: the lowest 1e-12 MeV carry 1e-9 of the variance or less.
      EXPECT_NEAR(stopping.soft_variance_MeV2_cm2_g(T, Tc) / moment(1e-12, Tc, 2), 1, 1e-7)
          << T << " " << Tc;
    }
  }
}

TEST(CollisionStopping, CutOffAboveHalfTheEnergyRestrictsNothing) {
  const CollisionStopping stopping(library_material("lung"));
  for (const double T : {0.01, 0.2}) {
    EXPECT_EQ(stopping.restricted_MeV_cm2_g(T, T / 2), stopping.stopping_MeV_cm2_g(T));
    EXPECT_EQ(stopping.restricted_MeV_cm2_g(T, 2 * T), stopping.stopping_MeV_cm2_g(T));
    EXPECT_EQ(stopping.moller_cm2_g(T, T / 2), 0);
    EXPECT_EQ(stopping.soft_variance_MeV2_cm2_g(T, T), stopping.soft_variance_MeV2_cm2_g(T, T / 2));
  }
}

TEST(CollisionStopping, ImpossibleExcitationEnergyIsRefused) {
  Material water = library_material("water");
  water.mean_excitation_energy_eV = 5;
  EXPECT_THROW(CollisionStopping{water}, InputError);
}

}  // namespace
}  // namespace yttria
