// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/hounsfield.hpp"

#include <gtest/gtest.h>

#include <set>

#include "engine/physics/material_library.hpp"

namespace yttria {
namespace {

TEST(Hounsfield, SchneiderDensitiesAreThoseOfThePaper) {
  const HounsfieldCurve curve = HounsfieldCurve::schneider2000();
  const auto density = [&](double hu) { return curve(hu).density_g_cm3; };
  EXPECT_NEAR(density(-1000), 1.21e-3, 1e-7);
  EXPECT_NEAR(density(-98), 0.93, 6e-4);  // two pieces meet there
  EXPECT_NEAR(density(0), 1.018, 1e-6);
  EXPECT_NEAR(density(15), 1.03, 1e-6);
  EXPECT_NEAR(density(22.9), 1.03, 1e-6);
  EXPECT_NEAR(density(60), 1.003 + 1.169e-3 * 60, 1e-6);
  EXPECT_NEAR(density(1600), 1.017 + 0.592e-3 * 1600, 1e-6);
  EXPECT_NEAR(density(2500), 2.201 + 0.0005 * 500, 1e-6);
}

TEST(Hounsfield, TwentyFourBinsOfTheLibrary) {
  const HounsfieldCurve curve = HounsfieldCurve::schneider2000();
  ASSERT_EQ(curve.materials().size(), 24u);
  for (const std::string& name : curve.materials()) EXPECT_NO_THROW(library_material(name));
  // Table 6 of the paper: first and last CT number of each bin up to 80 HU.
  const std::vector<std::pair<int, int>> bins{{-1000, -951}, {-950, -121}, {-120, -83}, {-82, -53},
                                              {-52, -23},    {-22, 7},     {8, 18},     {19, 79}};
  for (std::size_t i = 0; i < bins.size(); ++i) {
    EXPECT_EQ(curve(bins[i].first).material, i);
    EXPECT_EQ(curve(bins[i].second).material, i);
  }
  EXPECT_EQ(curve(80).material, 8u);
  EXPECT_EQ(curve(120).material, 9u);
  for (int bin = 10; bin < 24; ++bin) {
    EXPECT_EQ(curve(100 * bin - 800).material, bin);
    EXPECT_EQ(curve(100 * bin - 800 - 1).material, bin - 1);
  }
}

TEST(Hounsfield, BeyondTheEndsAreTheEnds) {
  const HounsfieldCurve curve = HounsfieldCurve::schneider2000();
  EXPECT_EQ(curve(-5000).density_g_cm3, curve(-1000).density_g_cm3);
  EXPECT_EQ(curve(-5000).material, 0u);
  EXPECT_EQ(curve(30000).density_g_cm3, curve(2995).density_g_cm3);
  EXPECT_EQ(curve(30000).material, 23u);
}

TEST(Hounsfield, DensityAscendsButWhereThePiecesMeet) {
  const HounsfieldCurve curve = HounsfieldCurve::schneider2000();
  for (int hu = -1000; hu < 2995; ++hu) {
    if (hu == 14 || hu == 22 || hu == 100) continue;
    EXPECT_GE(curve(hu + 1).density_g_cm3, curve(hu).density_g_cm3) << hu;
  }
}

}  // namespace
}  // namespace yttria
