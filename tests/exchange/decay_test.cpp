// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/decay.hpp"

#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "engine/exchange/decay_timing.hpp"

namespace yttria {
namespace {

constexpr double half_life_s = 64.0416 * 3600;

TEST(Decay, FactorsAreThoseOfTheLaw) {
  EXPECT_DOUBLE_EQ(decay_factor(half_life_s, half_life_s), 2);
  EXPECT_DOUBLE_EQ(decay_factor(-2 * half_life_s, half_life_s), 0.25);
  EXPECT_NEAR(all_decays(1e9, half_life_s), 1e9 * half_life_s / std::log(2.0), 1);
}

TEST(Decay, MeanOverAFrame) {
  EXPECT_EQ(frame_start_factor(0, half_life_s), 1);
  // Against the sum of many short pieces.
  constexpr int pieces = 100000;
  for (const double duration_s : {1.0, 1200.0, half_life_s, 5 * half_life_s}) {
    double mean = 0;
    for (int i = 0; i < pieces; ++i) {
      mean += decay_factor(-duration_s * (i + 0.5) / pieces, half_life_s) / pieces;
    }
    EXPECT_NEAR(frame_start_factor(duration_s, half_life_s) * mean, 1, 1e-9);
  }
}

TEST(Decay, CorrectionsOfOneImageAgree) {
  // The same activity, stored in three ways, a day and a half after its administration.
  const Moment administered{1000}, imaged{1000 + 1.5 * 86400};
  DecayTiming timing{DecayCorrection::none, administered, imaged, half_life_s};
  const double at_start = std::exp2(-1.5 * 86400 / half_life_s);
  EXPECT_NEAR(timing.factor(imaged, 600) * at_start / frame_start_factor(600, half_life_s), 1,
              1e-14);
  timing.correction = DecayCorrection::start;
  EXPECT_NEAR(timing.factor({}, 0) * at_start, 1, 1e-14);
  timing.correction = DecayCorrection::administration;
  EXPECT_EQ(timing.factor({}, 0), 1);
}

TEST(Decay, ImagesAreYoungerThanTheAdministration) {
  EXPECT_NO_THROW(check_order("a.dcm", {0}, {86400}));
  EXPECT_THROW(check_order("a.dcm", {1}, {0}), InputError);
  EXPECT_THROW(check_order("a.dcm", {0}, {400 * 86400.0}), InputError);
}

}  // namespace
}  // namespace yttria
