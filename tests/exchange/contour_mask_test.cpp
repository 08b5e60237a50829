// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/contour_mask.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "engine/error.hpp"

namespace yttria {
namespace {

const Grid grid{{20, 20, 6}, {1, 1, 2}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};  // 2e-3 mL a voxel

PlanarContour rectangle(double z, double x0, double x1, double y0, double y1) {
  return {z, {{x0, y0}, {x1, y0}, {x1, y1}, {x0, y1}}};
}

PlanarContour circle(double z, double radius, double x, double y) {
  PlanarContour contour{z, {}};
  for (int i = 0; i < 90; ++i) {
    const double angle = i * M_PI / 45;
    contour.points.push_back({x + radius * std::cos(angle), y + radius * std::sin(angle)});
  }
  return contour;
}

int share(const ContourMask& drawn, int x, int y, int z) {
  return drawn.mask.values[static_cast<std::size_t>((z * 20 + y) * 20 + x)];
}

/// All in one.
std::string warning_of(const ContourMask& drawn) {
  std::string all;
  for (const std::string& warning : drawn.warnings) all += warning;
  return all;
}

TEST(ContourMask, VoxelsHaveTheShareThatIsInside) {
  // From the middle of voxel 2 to a quarter into voxel 5, rows 3 to 4 whole.
  const ContourMask drawn = mask_of_contours(grid, {rectangle(1, 2, 4.75, 2.5, 4.5)});
  EXPECT_EQ(share(drawn, 2, 3, 1), 128);
  EXPECT_EQ(share(drawn, 3, 3, 1), 255);
  EXPECT_EQ(share(drawn, 5, 4, 1), 64);
  EXPECT_EQ(share(drawn, 3, 5, 1), 0);
  EXPECT_EQ(share(drawn, 3, 3, 0), 0);
  EXPECT_EQ(share(drawn, 3, 3, 2), 0);
  EXPECT_NEAR(drawn.contour_mL, 2.75 * 2 * 2e-3, 1e-12);
}

TEST(ContourMask, InnerContoursAreHolesAndIslandsInThemCount) {
  const ContourMask drawn = mask_of_contours(
      grid, {rectangle(2, 1.5, 14.5, 1.5, 14.5), rectangle(2, 3.5, 12.5, 3.5, 12.5),
             rectangle(2, 6.5, 9.5, 6.5, 9.5)});
  EXPECT_EQ(share(drawn, 2, 8, 2), 255);
  EXPECT_EQ(share(drawn, 5, 8, 2), 0);
  EXPECT_EQ(share(drawn, 8, 8, 2), 255);
  const double area = 13 * 13 - 9 * 9 + 3 * 3;
  EXPECT_NEAR(drawn.contour_mL, area * 2e-3, 1e-12);
  EXPECT_NEAR(volume_mL(drawn.mask), area * 2e-3, 1e-12);
}

TEST(ContourMask, CrossingContoursAreExclusive) {
  const ContourMask drawn =
      mask_of_contours(grid, {rectangle(2, 1.5, 8.5, 1.5, 8.5), rectangle(2, 5.5, 12.5, 1.5, 8.5)});
  EXPECT_EQ(share(drawn, 3, 4, 2), 255);
  EXPECT_EQ(share(drawn, 7, 4, 2), 0);
  EXPECT_EQ(share(drawn, 10, 4, 2), 255);
  EXPECT_NEAR(drawn.contour_mL, 2 * 4 * 7 * 2e-3, 1e-12);
  EXPECT_NEAR(volume_mL(drawn.mask), drawn.contour_mL, 1e-12);
  EXPECT_EQ(
      warning_of(drawn),
      "contours overlap in part, and what two of them enclose counts as outside: slice 2.00 (4 "
      "mm)");
}

TEST(ContourMask, OneAcrossTheOtherIsExclusiveToo) {
  // Along every line one encloses the other, or is alone.
  const ContourMask drawn = mask_of_contours(
      grid, {rectangle(2, 1.5, 15.5, 6.5, 8.5), rectangle(2, 5.5, 7.5, 1.5, 13.5)});
  EXPECT_NEAR(drawn.contour_mL, (14 * 2 + 2 * 12 - 2 * 2 * 2) * 2e-3, 1e-12);
  EXPECT_NEAR(volume_mL(drawn.mask), drawn.contour_mL, 1e-12);
  EXPECT_NE(warning_of(drawn).find("overlap in part"), std::string::npos);
}

TEST(ContourMask, ACopyOfAContourCountsOnce) {
  PlanarContour turned = circle(2, 6, 9.3, 9.9);  // begins elsewhere, the other way round, rounded
  std::rotate(turned.points.begin(), turned.points.begin() + 31, turned.points.end());
  std::reverse(turned.points.begin(), turned.points.end());
  for (auto& point : turned.points) point[0] = std::round(100 * point[0]) / 100;
  const ContourMask one = mask_of_contours(grid, {circle(2, 6, 9.3, 9.9)});
  const ContourMask three =
      mask_of_contours(grid, {circle(2, 6, 9.3, 9.9), turned, circle(2, 6, 9.3, 9.9)});
  EXPECT_EQ(one.mask.values, three.mask.values);
  EXPECT_EQ(one.contour_mL, three.contour_mL);
  EXPECT_EQ(warning_of(one), "");
  EXPECT_NE(warning_of(three).find("there more than once and counts once: slice 2.00 (4 mm)"),
            std::string::npos);
}

TEST(ContourMask, AContourThatCrossesItselfIsToldOf) {
  // Twice round a square of 4, once round a square of 8.
  const PlanarContour spiral{2,
                             {{4.5, 4.5},
                              {12.5, 4.5},
                              {12.5, 12.5},
                              {4.5, 12.5},
                              {4.5, 4.5},
                              {8.5, 4.5},
                              {8.5, 8.5},
                              {4.5, 8.5}}};
  const ContourMask drawn = mask_of_contours(grid, {spiral});
  EXPECT_NEAR(drawn.contour_mL, (64 - 16) * 2e-3, 1e-12);
  EXPECT_NEAR(volume_mL(drawn.mask), drawn.contour_mL, 1e-12);
  EXPECT_NE(warning_of(drawn).find("crosses itself"), std::string::npos);
}

TEST(ContourMask, EdgesThatCrossBetweenCornersAreCutWhereTheyDo) {
  // A bow tie, 16 wide and 0.1 high: two triangles, beside each other and hardly a row high.
  const ContourMask drawn = mask_of_contours(grid, {{2, {{1, 5}, {17, 5.1}, {17, 5}, {1, 5.1}}}});
  EXPECT_NEAR(drawn.contour_mL, 2 * 0.5 * 8 * 0.1 * 2e-3, 1e-12);
  EXPECT_NEAR(volume_mL(drawn.mask), drawn.contour_mL, 0.05 * drawn.contour_mL);
}

TEST(ContourMask, WhatIsNoOutlineIsRefused) {
  PlanarContour star{2, {}};  // each edge crosses nearly all others
  for (int i = 0; i < 2001; ++i) {
    const double angle = 2 * M_PI * 1000 * i / 2001;
    star.points.push_back({9 + 5 * std::cos(angle), 9 + 5 * std::sin(angle)});
  }
  EXPECT_THROW(mask_of_contours(grid, {star}), InputError);
  std::vector<PlanarContour> rings;
  for (int i = 0; i < 17; ++i) rings.push_back(circle(2, 1 + 0.3 * i, 9, 9));
  EXPECT_THROW(mask_of_contours(grid, rings), InputError);
}

TEST(ContourLines, TheCostGrowsWithThePoints) {
  const auto looks = [](int points) {
    PlanarContour contour{0, {}};
    for (int i = 0; i < points; ++i) {
      const double angle = 2 * M_PI * i / points;
      const double radius = 8 + 0.1 * std::sin(40 * angle);
      contour.points.push_back({radius * std::cos(angle), radius * std::sin(angle)});
    }
    return static_cast<double>(for_each_line({&contour}, {}, [](const ContourLine&) {}));
  };
  EXPECT_LT(looks(20000) / looks(1000), 1.5 * 20);
  EXPECT_GT(looks(20000), 20000);
}

TEST(ContourMask, RoundOnesHaveTheirOwnVolume) {
  for (const double radius : {1.2, 3.7, 8.1}) {
    const ContourMask drawn = mask_of_contours(grid, {circle(3, radius, 9.3, 9.9)});
    EXPECT_NEAR(volume_mL(drawn.mask) / drawn.contour_mL, 1, 0.005) << radius;
  }
}

TEST(ContourMask, ContoursHoldHalfwayToTheirNeighbours) {
  // Planes at 1.0, 1.5 and 2.0 slices: from 0.75 to 2.25, and slice 1 is half of each.
  const auto square = [](double z, double size) { return rectangle(z, 4.5, 4.5 + size, 4.5, 8.5); };
  const ContourMask drawn = mask_of_contours(grid, {square(1, 4), square(2, 4), square(1.5, 4)});
  EXPECT_EQ(share(drawn, 6, 6, 1), 191);  // 0.75 to 1.5
  EXPECT_EQ(share(drawn, 6, 6, 2), 191);  // 1.5 to 2.25
  EXPECT_NEAR(drawn.contour_mL, 16 * 1.5 * 2e-3, 1e-12);
  EXPECT_TRUE(drawn.warnings.empty());
}

TEST(ContourMask, MissingPlanesAreNotFilledIn) {
  const auto square = [](double z) { return rectangle(z, 4.5, 8.5, 4.5, 8.5); };
  const ContourMask drawn = mask_of_contours(grid, {square(0), square(1), square(4), square(5)});
  EXPECT_EQ(share(drawn, 6, 6, 1), 255);
  EXPECT_EQ(share(drawn, 6, 6, 2), 0);
  EXPECT_EQ(share(drawn, 6, 6, 3), 0);
  EXPECT_EQ(share(drawn, 6, 6, 4), 255);
  EXPECT_EQ(drawn.warnings.size(), 1u);
}

TEST(ContourMask, TwoPlanesFarApartAreTwoSlices) {
  const ContourMask drawn =
      mask_of_contours(grid, {rectangle(0, 4.5, 8.5, 4.5, 8.5), rectangle(5, 4.5, 8.5, 4.5, 8.5)},
                       ContourGaps::leave);
  EXPECT_EQ(share(drawn, 6, 6, 0), 255);
  for (const int z : {1, 2, 3, 4}) EXPECT_EQ(share(drawn, 6, 6, z), 0) << z;
  EXPECT_EQ(share(drawn, 6, 6, 5), 255);
  EXPECT_NEAR(drawn.contour_mL, 2 * 16 * 2e-3, 1e-12);
  ASSERT_EQ(drawn.warnings.size(), 1u);
  EXPECT_NE(drawn.warnings[0].find("between slices 0.00 and 5.00 (0 and 10 mm)"), std::string::npos)
      << drawn.warnings[0];
}

TEST(ContourMask, NoContourIsThickerThanItsSlicesAllow) {
  const auto height = [](std::vector<double> planes, std::optional<ContourGaps> gaps = {}) {
    std::vector<PlanarContour> contours;
    for (const double z : planes) contours.push_back(rectangle(z, 4.5, 8.5, 4.5, 8.5));
    return mask_of_contours(grid, std::move(contours), gaps).contour_mL / (16 * 2e-3);
  };
  EXPECT_NEAR(height({2}), 1, 1e-9);
  EXPECT_NEAR(height({2, 3.4}), 2.4, 1e-9);  // half a slice at the ends
  EXPECT_NEAR(height({1, 1.4}), 0.8, 1e-9);  // finer than slices: as far as to the neighbour
  EXPECT_NEAR(height({0, 2, 4}, ContourGaps::leave), 3, 1e-9);   // every other slice
  EXPECT_NEAR(height({0, 2, 4}, ContourGaps::bridge), 5, 1e-9);  // half a slice at the ends
  EXPECT_NEAR(height({0, 1, 4, 5}, ContourGaps::bridge), 6, 1e-9);
  EXPECT_NEAR(height({0, 1, 4, 5}, ContourGaps::leave), 4, 1e-9);
  EXPECT_NEAR(height({0, 0.4, 3}), 0.8 + 1, 1e-9);
}

TEST(ContourMask, ManyGapsAreOneWarning) {
  std::vector<PlanarContour> contours;
  for (int z = 0; z < 40; z += 2) contours.push_back(rectangle(z, 4.5, 8.5, 4.5, 8.5));
  const ContourMask drawn = mask_of_contours(grid, std::move(contours), ContourGaps::bridge);
  EXPECT_NEAR(drawn.contour_mL, 16 * 39 * 2e-3, 1e-9);
  ASSERT_EQ(drawn.warnings.size(), 1u);
  EXPECT_NE(drawn.warnings[0].find("--contour-gaps bridge"), std::string::npos);
  EXPECT_NE(drawn.warnings[0].find("and 11 more"), std::string::npos) << drawn.warnings[0];
}

TEST(ContourMask, WhatIsMostlyGapsMustBeDecided) {
  const auto drawn = [](std::vector<double> planes) {
    std::vector<PlanarContour> contours;
    for (const double z : planes) contours.push_back(rectangle(z, 4.5, 8.5, 4.5, 8.5));
    return mask_of_contours(grid, std::move(contours));
  };
  EXPECT_THROW(drawn({0, 2, 4}), InputError);
  EXPECT_THROW(drawn({0, 1, 3, 5}), InputError);
  EXPECT_EQ(drawn({0, 1, 3, 4, 6}).warnings.size(), 1u);  // half of the steps
  try {
    drawn({0, 3, 6});
    FAIL();
  } catch (const InputError& error) {
    const std::string said = error.what();
    EXPECT_NE(said.find("6 mm apart (so or about so in 2 of 2 steps), the slices of the CT 2 mm"),
              std::string::npos)
        << said;
  }
}

TEST(ContourMask, WhatLeavesTheImageIsCutOff) {
  const ContourMask drawn = mask_of_contours(grid, {rectangle(2, -30, 50, -30, 50)});
  EXPECT_NEAR(volume_mL(drawn.mask), 400 * 2e-3, 1e-12);
  EXPECT_NEAR(drawn.contour_mL, 6400 * 2e-3, 1e-9);
}

}  // namespace
}  // namespace yttria
