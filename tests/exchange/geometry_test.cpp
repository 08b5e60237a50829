// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "engine/analysis/grid_map.hpp"
#include "engine/error.hpp"
#include "engine/exchange/affine_grid.hpp"
#include "engine/exchange/case_grid.hpp"
#include "engine/exchange/slice_stack.hpp"

namespace yttria {
namespace {

std::vector<ImagePlane> planes(const std::vector<double>& z_mm) {
  std::vector<ImagePlane> list;
  for (const double z : z_mm) {
    list.push_back({std::string("s").append(std::to_string(list.size())),
                    {-10, -20, z},
                    {1, 0, 0, 0, 1, 0},
                    {2, 3},
                    4,
                    5,
                    7});
  }
  return list;
}

std::string refusal(const std::vector<ImagePlane>& list) {
  try {
    stack_slices("folder", list, SliceGaps::refuse);
  } catch (const InputError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(SliceStack, OrderOfPlanesMeansNothing) {
  const SliceStack stack = stack_slices("folder", planes({4, -2, 1, 7}), SliceGaps::refuse);
  EXPECT_EQ(stack.z, (std::vector<std::int64_t>{2, 0, 1, 3}));
  EXPECT_EQ(stack.grid.shape, (std::array<std::int64_t, 3>{5, 4, 4}));
  EXPECT_EQ(stack.grid.spacing_mm, (std::array<double, 3>{3, 2, 3}));
  EXPECT_EQ(stack.grid.origin_mm, (std::array<double, 3>{-10, -20, -2}));
}

TEST(SliceStack, ASinglePlaneHasItsThickness) {
  EXPECT_EQ(stack_slices("folder", planes({4}), SliceGaps::refuse).grid.spacing_mm[2], 7);
}

TEST(SliceStack, SpacingIsThatOfTheWholeStack) {
  // 0.333 mm apart, written with two digits.
  std::vector<double> z;
  for (int i = 0; i < 100; ++i) z.push_back(std::round(100 * i / 3.0) / 100);
  EXPECT_NEAR(stack_slices("folder", planes(z), SliceGaps::refuse).grid.spacing_mm[2], 1.0 / 3,
              1e-4);
}

TEST(SliceStack, WhereFramesMayBeMissingTheFileSaysTheirDistance) {
  // 7 mm apart by the file: the frames at 7 and 28 mm are missing.
  const SliceStack stack = stack_slices("folder", planes({0, 14, 21, 35}), SliceGaps::allow);
  EXPECT_EQ(stack.grid.spacing_mm[2], 7);
  EXPECT_EQ(stack.z, (std::vector<std::int64_t>{0, 2, 3, 5}));
  const SliceStack apart = stack_slices("folder", planes({0, 14}), SliceGaps::allow);
  EXPECT_EQ(apart.grid.spacing_mm[2], 7);
  EXPECT_EQ(apart.z, (std::vector<std::int64_t>{0, 2}));
}

TEST(SliceStack, RefusalsNameTheSlices) {
  EXPECT_NE(refusal(planes({0, 3, 9, 12})).find("1 slice is missing between s1 and s2"),
            std::string::npos);
  EXPECT_NE(refusal(planes({0, 3, 6, 3})).find("s1 and s3 lie at the same place"),
            std::string::npos);
  EXPECT_NE(refusal(planes({0, 3, 6, 10})).find("s2 and s3 are 4 mm apart"), std::string::npos);
  std::vector<ImagePlane> tilted = planes({0, 3, 6});
  tilted[1].position_mm[1] += 0.5;
  EXPECT_NE(refusal(tilted).find("s1 is shifted by 0.5 mm"), std::string::npos);
  std::vector<ImagePlane> turned = planes({0, 3, 6});
  turned[2].orientation = {0, 1, 0, 1, 0, 0};
  EXPECT_NE(refusal(turned).find("different orientations"), std::string::npos);
}

TEST(SliceStack, GapsMayBeAllowed) {
  const SliceStack stack = stack_slices("folder", planes({0, 12, 3, 3}), SliceGaps::allow);
  EXPECT_EQ(stack.z, (std::vector<std::int64_t>{0, 4, 1, 1}));
  EXPECT_EQ(stack.grid.shape[2], 5);
}

TEST(SliceStack, LengthsThatNoImageHasAreRefused) {
  for (const double z : {1e7, -1e308, std::nan("")}) {
    EXPECT_NE(refusal(planes({0, z})).find("s1: the coordinate"), std::string::npos) << z;
  }
  std::vector<ImagePlane> wide = planes({0, 3});
  wide[0].pixel_spacing_mm[0] = wide[1].pixel_spacing_mm[0] = 1e300;
  EXPECT_NE(refusal(wide).find("s0: an edge of its voxels is 1e+300 mm"), std::string::npos);
  std::vector<ImagePlane> thin = planes({0});
  thin[0].thickness_mm = 1e-300;
  EXPECT_NE(refusal(thin).find("1e-300 mm"), std::string::npos);
}

TEST(AffineGrid, LengthsThatNoImageHasAreRefused) {
  EXPECT_THROW(grid_from_affine("f", {5, 6, 7}, {2, 0, 0, 1e7, 0, 3, 0, 0, 0, 0, 4, 0}),
               InputError);
  EXPECT_THROW(grid_from_affine("f", {5, 6, 7}, {2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1e200, 0}),
               InputError);
  EXPECT_THROW(grid_from_affine("f", {5, 6, 7}, {2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 1e-4, 0}),
               InputError);
}

TEST(AffineGrid, LeftHandedAxesAreReversed) {
  const Affine affine{-2, 0, 0, 10, 0, 3, 0, 20, 0, 0, 4, 30};
  const AffineGrid placed = grid_from_affine("file", {5, 6, 7}, affine);
  EXPECT_TRUE(placed.reverse_x);
  EXPECT_EQ(placed.grid.origin_mm, (std::array<double, 3>{2, 20, 30}));
  EXPECT_EQ(placed.grid.direction, (std::array<double, 9>{1, 0, 0, 0, 1, 0, 0, 0, 1}));
  std::vector<float> values{1, 2, 3, 4, 5, 6};
  reverse_rows(values, 3);
  EXPECT_EQ(values, (std::vector<float>{3, 2, 1, 6, 5, 4}));
}

TEST(AffineGrid, ShearAndEmptyAxesAreRefused) {
  EXPECT_THROW(grid_from_affine("f", {5, 6, 7}, {2, 0.1, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0}),
               InputError);
  EXPECT_THROW(grid_from_affine("f", {5, 6, 7}, {0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0}), InputError);
  EXPECT_THROW(grid_from_affine("f", {5, 0, 7}, {2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0}), InputError);
  EXPECT_THROW(grid_from_affine("f", {1 << 20, 1 << 20, 7}, {2, 0, 0, 0, 0, 3, 0, 0, 0, 0, 4, 0}),
               InputError);
}

TEST(CaseGrid, NewVoxelsCoverTheOldOnesAboutTheirMiddle) {
  Grid grid{{10, 10, 10}, {1, 1, 2}, {5, 6, 7}, {0, -1, 0, 1, 0, 0, 0, 0, 1}};
  const Grid coarse = respaced(grid, {3, 2.5, 4});
  EXPECT_EQ(coarse.shape, (std::array<std::int64_t, 3>{4, 4, 5}));
  const GridMap map(coarse, grid);
  const auto first = map({0, 0, 0}), last = map({3, 3, 4});
  for (std::size_t axis = 0; axis < 3; ++axis) EXPECT_NEAR(first[axis] + last[axis], 9, 1e-9);
}

TEST(CaseGrid, BoxesKeepAMarginWithinTheGrid) {
  ShareMask mask{{{10, 8, 6}, {1, 2, 3}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}},
                 std::vector<std::uint8_t>(480, 0)};
  mask.values[2 * 80 + 3 * 10 + 8] = 255;
  const IndexBox box = box_of(mask, 4);
  EXPECT_EQ(box.first, (std::array<std::int64_t, 3>{4, 1, 0}));
  EXPECT_EQ(box.last, (std::array<std::int64_t, 3>{10, 6, 5}));
  EXPECT_EQ(cropped(mask.grid, box).origin_mm, (std::array<double, 3>{4, 2, 0}));
}

TEST(CaseGrid, GridsThatDoNotMeetAreRefused) {
  const Grid a{{10, 10, 10}, {1, 1, 1}, {0, 0, 0}, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  Grid b = a;
  b.origin_mm[1] = 6.5;
  EXPECT_EQ(overlapping_part("f", b, a).shape, (std::array<std::int64_t, 3>{10, 4, 10}));
  b.origin_mm[1] = 100;
  EXPECT_THROW(overlapping_part("f", b, a), InputError);
}

}  // namespace
}  // namespace yttria
