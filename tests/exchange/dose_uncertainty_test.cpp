// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dose_uncertainty.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/error.hpp"

namespace yttria {
namespace {

TEST(DoseUncertainty, UnknownIsAsLargeAsTheDose) {
  const float nan = std::nanf("");
  DoseMap map;
  map.dose_Gy = {100, 10, 0, nan};
  map.uncertainty = {0.02f, nan, nan, nan};
  const std::vector<float> sigma_Gy = absolute_uncertainty_Gy(map);
  EXPECT_FLOAT_EQ(sigma_Gy[0], 2);
  EXPECT_EQ(sigma_Gy[1], 10);  // one batch of several scored: the estimate is the value itself
  EXPECT_EQ(sigma_Gy[2], 0);
  EXPECT_TRUE(std::isnan(sigma_Gy[3]));
  EXPECT_NO_THROW(require_uncertainty(map));
  map.uncertainty.assign(4, nan);
  EXPECT_THROW(require_uncertainty(map), InputError);
}

}  // namespace
}  // namespace yttria
