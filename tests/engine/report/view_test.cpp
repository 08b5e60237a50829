// SPDX-License-Identifier: Apache-2.0
#include "engine/report/view.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/engine/support/map_of.hpp"

namespace yttria::report {
namespace {

std::string letters(const View& view) {
  return view.left + view.right + view.top + view.bottom;
}

/// LPS coordinate of a patient axis after a step right (or down) in the picture.
double step(const Grid& grid, const View& view, bool across, std::size_t patient) {
  const std::size_t axis = across ? view.across : view.down;
  const bool against = across ? view.across_against : view.down_against;
  return grid.direction[3 * patient + axis] * (against ? -1 : 1);
}

void expect_radiological(const Grid& grid) {
  const auto [transverse, coronal, sagittal] = views(grid);
  EXPECT_GT(step(grid, transverse, true, 0), 0.5);   // to the patient's left
  EXPECT_GT(step(grid, transverse, false, 1), 0.5);  // to posterior
  EXPECT_GT(step(grid, coronal, true, 0), 0.5);
  EXPECT_LT(step(grid, coronal, false, 2), -0.5);  // to inferior
  EXPECT_GT(step(grid, sagittal, true, 1), 0.5);
  EXPECT_LT(step(grid, sagittal, false, 2), -0.5);
}

TEST(View, AlongThePatient) {
  const Grid grid = test::grid_of({4, 5, 6}, {1, 1, 1});
  const auto [transverse, coronal, sagittal] = views(grid);
  EXPECT_EQ(letters(transverse), "RLAP");
  EXPECT_EQ(letters(coronal), "RLSI");
  EXPECT_EQ(letters(sagittal), "APSI");
  EXPECT_EQ(transverse.normal, 2u);
  EXPECT_EQ(tilt_degrees(grid), 0);
  expect_radiological(grid);
}

TEST(View, FlippedAndPermutedGridsLookTheSame) {
  const std::array<std::size_t, 3> orders[] = {{0, 1, 2}, {1, 2, 0}, {2, 1, 0}};
  for (const auto& order : orders) {
    for (int signs = 0; signs < 8; ++signs) {
      Grid grid = test::grid_of({4, 5, 6}, {1, 1, 1});
      grid.direction = {};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        grid.direction[3 * order[axis] + axis] = (signs >> axis & 1) ? -1 : 1;
      }
      expect_radiological(grid);
      EXPECT_EQ(letters(views(grid)[0]), "RLAP");
      EXPECT_EQ(letters(views(grid)[1]), "RLSI");
      EXPECT_EQ(letters(views(grid)[2]), "APSI");
    }
  }
}

TEST(View, TiltedGridsSaySo) {
  Grid grid = test::grid_of({4, 5, 6}, {1, 1, 1});
  const double c = std::cos(0.4), s = std::sin(0.4);
  grid.direction = {c, -s, 0, s, c, 0, 0, 0, 1};
  EXPECT_NEAR(tilt_degrees(grid), 0.4 * 180 / std::acos(-1.0), 1e-9);
  EXPECT_EQ(views(grid)[0].right, "LP");
  EXPECT_EQ(views(grid)[0].left, "RA");
  expect_radiological(grid);
}

}  // namespace
}  // namespace yttria::report
