// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/contour_mask.hpp"

#include <gtest/gtest.h>

#include <cmath>

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

TEST(ContourMask, WhatLeavesTheImageIsCutOff) {
  const ContourMask drawn = mask_of_contours(grid, {rectangle(2, -30, 50, -30, 50)});
  EXPECT_NEAR(volume_mL(drawn.mask), 400 * 2e-3, 1e-12);
  EXPECT_NEAR(drawn.contour_mL, 6400 * 2e-3, 1e-9);
}

}  // namespace
}  // namespace yttria
