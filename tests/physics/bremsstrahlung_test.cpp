// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/bremsstrahlung.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/physics/material_library.hpp"
#include "tests/physics/published_table.hpp"

namespace yttria {
namespace {

struct RadiativeValue {
  double T_MeV;
  double stopping_MeV_cm2_g;
};

// Water, integrated independently from the tables of Seltzer & Berger.
constexpr RadiativeValue water_stopping[] = {
    {0.01, 0.00389}, {0.02, 0.00394}, {0.05, 0.004012}, {0.1, 0.004214}, {0.2, 0.004777},
    {0.5, 0.007244}, {1.0, 0.01279},  {1.5, 0.0194},    {2.0, 0.02674},  {2.25, 0.03063}};

TEST(Bremsstrahlung, StoppingPowerOfWater) {
  const Bremsstrahlung water(library_material("water"));
  for (const RadiativeValue& v : water_stopping) {
    EXPECT_NEAR(water.stopping_MeV_cm2_g(v.T_MeV) / v.stopping_MeV_cm2_g, 1, 1e-2) << v.T_MeV;
  }
}

// ESTAR integrates the same cross-sections. 1 % for mixtures; 1.25 % for elements, because the
// published tables of the cross-sections have been seen to differ by that much from ESTAR.
TEST(Bremsstrahlung, StoppingPowerAgreesWithEstar) {
  for (const test::EstarRow& row : test::estar()) {
    const double computed = Bremsstrahlung(row.material).stopping_MeV_cm2_g(row.T_MeV);
    const double tolerance = row.material.mass_fractions.size() > 1 ? 1e-2 : 1.25e-2;
    EXPECT_NEAR(computed / row.radiative_MeV_cm2_g, 1, tolerance)
        << row.material.name << " " << row.T_MeV;
  }
}

struct PhotonValue {
  double T_MeV, kc_MeV;
  double photons_cm2_g;
  double soft_MeV_cm2_g;
};

constexpr PhotonValue water_photons[] = {
    {0.1, 0.001, 0.3023, 8.798e-05}, {0.1, 0.01, 0.1118, 0.0008111},
    {0.5, 0.001, 0.1915, 4.218e-05}, {0.5, 0.01, 0.09676, 0.0004085},
    {1.0, 0.001, 0.2032, 3.913e-05}, {1.0, 0.01, 0.1133, 0.0003882},
    {2.0, 0.001, 0.2354, 4.036e-05}, {2.0, 0.01, 0.143, 0.0004005}};

TEST(Bremsstrahlung, PhotonsAndSoftPartOfWater) {
  const Bremsstrahlung water(library_material("water"));
  for (const PhotonValue& v : water_photons) {
    EXPECT_NEAR(water.photons_cm2_g(v.T_MeV, v.kc_MeV) / v.photons_cm2_g, 1, 5e-3)
        << v.T_MeV << " " << v.kc_MeV;
    EXPECT_NEAR(water.soft_stopping_MeV_cm2_g(v.T_MeV, v.kc_MeV) / v.soft_MeV_cm2_g, 1, 2e-2)
        << v.T_MeV << " " << v.kc_MeV;
  }
}

TEST(Bremsstrahlung, CumulativeDistributionMatchesPhotonCounts) {
  const Bremsstrahlung bone(library_material("cortical bone"));
  const double T = 1.3, kc = 0.01;
  const auto cumulative = bone.cumulative(T, kc, 33);
  ASSERT_EQ(cumulative.size(), 33u);
  EXPECT_EQ(cumulative.front(), 0);
  EXPECT_EQ(cumulative.back(), 1);
  const double all = bone.photons_cm2_g(T, kc);
  for (std::size_t i = 0; i + 1 < cumulative.size(); ++i) {
    const double k = kc * std::pow(T / kc, static_cast<double>(i) / 32);
    EXPECT_NEAR(cumulative[i], 1 - bone.photons_cm2_g(T, k) / all, 1e-12) << i;
    EXPECT_LT(cumulative[i], cumulative[i + 1]);
  }
}

// Hard photons and soft part are one cross-section: the energy they carry adds up.
TEST(Bremsstrahlung, SoftPartAndPhotonsShareTheEnergy) {
  const Bremsstrahlung muscle(library_material("muscle"));
  const double T = 0.9, kc = 0.02;
  const int nodes = 4001;
  const auto cumulative = muscle.cumulative(T, kc, nodes);
  double mean = 0;
  for (std::size_t i = 0; i + 1 < cumulative.size(); ++i) {
    const double k = kc * std::pow(T / kc, (static_cast<double>(i) + 0.5) / (nodes - 1));
    mean += k * (cumulative[i + 1] - cumulative[i]);
  }
  const double hard = mean * muscle.photons_cm2_g(T, kc);
  const double soft = muscle.soft_stopping_MeV_cm2_g(T, kc);
  EXPECT_NEAR((hard + soft) / muscle.stopping_MeV_cm2_g(T), 1, 1e-5);
}

TEST(Bremsstrahlung, CutOffAboveTheEnergy) {
  const Bremsstrahlung water(library_material("water"));
  EXPECT_EQ(water.photons_cm2_g(0.01, 0.01), 0);
  EXPECT_EQ(water.soft_stopping_MeV_cm2_g(0.01, 0.02), water.stopping_MeV_cm2_g(0.01));
  EXPECT_EQ(water.cumulative(0.01, 0.01, 3), (std::vector<double>{0, 0.5, 1}));
}

TEST(Bremsstrahlung, EffectiveZ) {
  EXPECT_DOUBLE_EQ(Bremsstrahlung(library_material("graphite")).effective_Z(), 6);
  // Two hydrogens and one oxygen: (2 1^3 + 8^3) / (2 1^2 + 8^2).
  EXPECT_NEAR(Bremsstrahlung(library_material("water")).effective_Z(), 514.0 / 66, 1e-3);
}

}  // namespace
}  // namespace yttria
