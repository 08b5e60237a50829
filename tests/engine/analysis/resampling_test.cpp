// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/resampling.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/error.hpp"
#include "tests/engine/support/map_of.hpp"

namespace yttria {
namespace {

using test::grid_of;
using test::map_of;

double plane(double x, double y, double z) {
  return 50 + 2 * x - 3 * y + 0.5 * z;
}
double flat(double, double, double) {
  return 1;
}

/// Turned about z by `degrees`, about the same middle.
Grid turned(Grid grid, double degrees) {
  const double c = std::cos(degrees * M_PI / 180), s = std::sin(degrees * M_PI / 180);
  grid.direction = {c, -s, 0, s, c, 0, 0, 0, 1};
  return grid;
}

TEST(GridMap, GoesThroughLps) {
  Grid to = grid_of({10, 10, 10}, {2, 3, 4});
  to.origin_mm = {-5, 1, 7};
  to.direction = {0, -1, 0, 1, 0, 0, 0, 0, 1};  // x index along +y, y index along -x
  Grid from = grid_of({4, 4, 4}, {1, 1, 1});
  from.origin_mm = {-8, 3, 9};
  // The point (-6, 6, 13): 5 mm along +y, -1 mm along x (so 1 along -x), 6 mm along z.
  const GridPosition p = GridMap(from, to)({2, 3, 4});
  EXPECT_NEAR(p[0], 2.5, 1e-12);
  EXPECT_NEAR(p[1], 1.0 / 3, 1e-12);
  EXPECT_NEAR(p[2], 1.5, 1e-12);
}

TEST(GridMap, OriginsWithFewDigitsAreTheSameGrid) {
  const Grid a = grid_of({20, 30, 40}, {2.5, 2.5, 2.5});
  Grid b = a;
  b.origin_mm = {1e-5, -2e-5, 0};
  EXPECT_TRUE(same_grid(a, b));
  b.origin_mm[0] = 0.01;
  EXPECT_FALSE(same_grid(a, b));
  b = a;
  b.spacing_mm[2] = 2.501;  // 0.04 mm at the far end
  EXPECT_FALSE(same_grid(a, b));
  b = a;
  b.shape[0] = 21;
  EXPECT_FALSE(same_grid(a, b));
  EXPECT_FALSE(same_grid(a, turned(a, 0.1)));
}

TEST(Resampling, TheSameGridIsTheSameDose) {
  const DoseMap map = map_of(grid_of({4, 5, 6}, {1, 2, 3}), plane);
  const ResampledDose there = resample(map, map);
  EXPECT_TRUE(there.same_grid);
  EXPECT_EQ(there.dose_Gy, map.dose_Gy);
  EXPECT_EQ(there.outside + there.without_mass, 0);
}

TEST(Resampling, ALinearFieldIsExactOnATurnedAndShiftedGrid) {
  Grid coarse = turned(grid_of({20, 20, 20}, {3, 2, 4}), 30);
  coarse.origin_mm = {-20, -30, -40};
  Grid fine = turned(grid_of({9, 8, 7}, {0.7, 1.1, 0.9}), -50);
  fine.origin_mm = {-20, 10, -10};
  const DoseMap test = map_of(coarse, plane), reference = map_of(fine, plane);
  const ResampledDose there = resample(test, reference);
  EXPECT_FALSE(there.same_grid);
  EXPECT_EQ(there.outside, 0);
  for (std::size_t i = 0; i < there.dose_Gy.size(); ++i) {
    EXPECT_NEAR(there.dose_Gy[i], reference.dose_Gy[i], 1e-4);
  }
}

TEST(Resampling, AFlippedGridHoldsTheSameVoxels) {
  const Grid grid = grid_of({5, 4, 3}, {2, 2, 2});
  Grid flipped = grid;
  flipped.direction = {-1, 0, 0, 0, 1, 0, 0, 0, 1};
  flipped.origin_mm = {8.00001, 0, 0};  // rounded by whoever wrote it
  const auto bumpy = [](double x, double y, double z) { return x * x + 7 * std::round(y) * z; };
  const ResampledDose there = resample(map_of(flipped, bumpy), map_of(grid, bumpy));
  EXPECT_EQ(there.outside, 0);
  const DoseMap expected = map_of(grid, bumpy);
  for (std::size_t i = 0; i < there.dose_Gy.size(); ++i) {
    EXPECT_NEAR(there.dose_Gy[i], expected.dose_Gy[i], 1e-3);
  }
}

TEST(Resampling, CountsWhatLiesOutsideAndWhatTouchesVacuum) {
  const DoseMap reference = map_of(grid_of({6, 1, 1}, {1, 1, 1}), flat);  // x = 0 to 5
  Grid grid = grid_of({3, 1, 1}, {2, 1, 1});                              // x = 0.5, 2.5, 4.5
  grid.origin_mm = {0.5, 0, 0};
  DoseMap test = map_of(grid, flat);
  test.dose_Gy[2] = NAN;
  const ResampledDose there = resample(test, reference);
  EXPECT_EQ(there.outside, 2);       // x = 0 and 5
  EXPECT_EQ(there.without_mass, 2);  // x = 3 and 4, between 2.5 and 4.5
  EXPECT_TRUE(std::isnan(there.dose_Gy[0]));
  EXPECT_EQ(there.dose_Gy[1], 1);
  EXPECT_EQ(there.dose_Gy[2], 1);
  EXPECT_TRUE(std::isnan(there.dose_Gy[3]));
}

TEST(Resampling, AVoxelOnACentreNeedsNoNeighbour) {
  const DoseMap reference = map_of(grid_of({2, 1, 1}, {2, 1, 1}), flat);
  DoseMap test = map_of(grid_of({3, 1, 1}, {1, 1, 1}), flat);
  test.dose_Gy[1] = NAN;
  const ResampledDose there = resample(test, reference);
  EXPECT_EQ(there.without_mass + there.outside, 0);
}

TEST(Resampling, GridsApartAreRefusedWithTheirExtents) {
  const DoseMap reference = map_of(grid_of({3, 3, 3}, {1, 1, 1}), flat, "ref.h5");
  Grid far = grid_of({3, 3, 3}, {1, 1, 2});
  far.origin_mm = {0, 100, 0};
  const DoseMap test = map_of(far, flat, "test.h5");
  try {
    resample(test, reference);
    FAIL();
  } catch (const InputError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("ref.h5 and test.h5"));
    EXPECT_THAT(error.what(), testing::HasSubstr("x 0 to 2, y 0 to 2, z 0 to 2 mm"));
    EXPECT_THAT(error.what(), testing::HasSubstr("x 0 to 2, y 100 to 102, z 0 to 4 mm"));
  }
}

}  // namespace
}  // namespace yttria
