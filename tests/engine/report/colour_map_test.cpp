// SPDX-License-Identifier: Apache-2.0
#include "engine/report/colour_map.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace yttria::report {
namespace {

/// Largest over mean distance of colours 16 steps apart: rounding to 8 bits hardly counts there.
double unevenness(const ColourMap& map, std::size_t first, std::size_t last) {
  constexpr std::size_t apart = 16;
  double sum = 0, largest = 0;
  std::size_t count = 0;
  for (std::size_t i = first; i + apart <= last; ++i, ++count) {
    const double d = colour_distance(map[i], map[i + apart]);
    sum += d;
    largest = std::max(largest, d);
  }
  return largest / (sum / static_cast<double>(count));
}

TEST(ColourMap, EqualStepsLookEqual) {
  EXPECT_LT(unevenness(dose_colours(), 0, 255), 1.12);
  EXPECT_LT(unevenness(uncertainty_colours(), 0, 255), 1.12);
  EXPECT_LT(unevenness(difference_colours(), 0, 128), 1.12);
  EXPECT_LT(unevenness(difference_colours(), 128, 255), 1.12);
}

TEST(ColourMap, TwinWithoutCareIsUneven) {
  ColourMap rainbow;
  for (std::size_t i = 0; i < 256; ++i) {
    const double t = static_cast<double>(i) / 255 * 4;  // blue cyan green yellow red
    const auto up = [](double x) {
      return static_cast<std::uint8_t>(255 * std::clamp(x, 0.0, 1.0));
    };
    rainbow[i] = {up(t - 2), up(std::min(t, 4 - t)), up(2 - t)};
  }
  EXPECT_GT(unevenness(rainbow, 0, 255), 1.3);
}

TEST(ColourMap, SequentialMapsGrowLighter) {
  for (const ColourMap* map : {&dose_colours(), &uncertainty_colours()}) {
    for (std::size_t i = 0; i + 8 < 256; ++i)
      EXPECT_LT(oklab((*map)[i])[0], oklab((*map)[i + 8])[0]);
  }
}

TEST(ColourMap, DifferencesAreWhiteInTheMiddleAndAlikeAtTheEnds) {
  const ColourMap& map = difference_colours();
  EXPECT_GT(oklab(map[128])[0], 0.95);
  EXPECT_NEAR(oklab(map[0])[0], oklab(map[255])[0], 0.02);
  EXPECT_GT(map[0][2], map[0][0]);      // blue below
  EXPECT_GT(map[255][0], map[255][2]);  // red above
}

}  // namespace
}  // namespace yttria::report
