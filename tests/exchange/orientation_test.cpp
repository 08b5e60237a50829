// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/orientation.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace yttria {
namespace {

TEST(Orientation, LettersNameWhereTheAxesPoint) {
  EXPECT_EQ(orientation_letters({1, 0, 0, 0, 1, 0, 0, 0, 1}), "LPS");
  EXPECT_EQ(orientation_letters({-1, 0, 0, 0, -1, 0, 0, 0, 1}), "RAS");
  // x runs to posterior, y to inferior, z to left: columns of the matrix.
  EXPECT_EQ(orientation_letters({0, 0, 1, 1, 0, 0, 0, -1, 0}), "PIL");
}

TEST(Orientation, ObliquityIsTheLargestAngle) {
  EXPECT_EQ(obliquity_degrees({0, 0, 1, 1, 0, 0, 0, -1, 0}), 0);
  const double c = std::cos(10 * std::numbers::pi / 180), s = std::sin(10 * std::numbers::pi / 180);
  EXPECT_NEAR(obliquity_degrees({c, -s, 0, s, c, 0, 0, 0, 1}), 10, 1e-12);
  EXPECT_NEAR(obliquity_degrees({1, -1e-9, 0, 1e-9, 1, 0, 0, 0, 1}), 1e-9 * 180 / std::numbers::pi,
              1e-20);
}

}  // namespace
}  // namespace yttria
