// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/volume.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace yttria {
namespace {

TEST(Volume, IndexAndPositionAreInverse) {
  Grid grid;
  grid.shape = {4, 5, 6};
  grid.spacing_mm = {1, 2, 3};
  grid.origin_mm = {-7, 8, 9};
  grid.direction = right_handed_direction({0.8, 0.6, 0}, {0, 0, -1});
  const std::array<double, 3> index = {1.5, -2, 4};
  const auto back = index_of(grid, position_mm(grid, index));
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(back[i], index[i], 1e-12);
}

TEST(Volume, DirectionsAreMadeOrthonormalOrRefused) {
  const auto direction = right_handed_direction({0.99999, 0, 0}, {1e-5, 1, 0});
  EXPECT_EQ(direction, (std::array<double, 9>{1, 0, 0, 0, 1, 0, 0, 0, 1}));
  EXPECT_THROW(right_handed_direction({1, 0, 0}, {0.1, 0.995, 0}), std::invalid_argument);
  EXPECT_THROW(right_handed_direction({1, 0, 0}, {0, 0.9, 0}), std::invalid_argument);
}

TEST(Volume, LeftHandedSlicesTurnRound) {
  Volume volume;
  volume.grid.shape = {1, 1, 3};
  volume.grid.spacing_mm = {1, 1, 2};
  volume.grid.direction = {1, 0, 0, 0, 1, 0, 0, 0, -1};
  volume.values = {1, 2, 3};
  make_right_handed(volume);
  EXPECT_EQ(volume.values, (std::vector<float>{3, 2, 1}));
  EXPECT_EQ(volume.grid.origin_mm[2], -4);
  EXPECT_EQ(volume.grid.direction[8], 1);
  EXPECT_EQ(orientation_text(volume.grid), "L P S");
}

}  // namespace
}  // namespace yttria
