// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/decay.hpp"

#include <gtest/gtest.h>

#include "engine/error.hpp"
#include "engine/exchange/decay_timing.hpp"
#include "engine/exchange/start_reference.hpp"

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

constexpr double hour_s = 3600;
const Moment scan{1e6};

/// Ten beds of ten minutes from `begin` on, corrected to `reference`.
std::vector<FrameTiming> beds(const Moment& begin, const Moment& reference) {
  constexpr double duration_s = 600;
  std::vector<FrameTiming> frames;
  for (int bed = 0; bed < 10; ++bed) {
    const Moment acquired{begin.seconds + 700 * bed};
    FrameTiming frame{"bed", acquired, duration_s, {}, {}};
    frame.decay_factor = decay_factor(acquired.seconds - reference.seconds, half_life_s) *
                         frame_start_factor(duration_s, half_life_s);
    frames.push_back(frame);
  }
  return frames;
}

std::vector<FrameTiming> mute(std::vector<FrameTiming> frames) {
  for (FrameTiming& frame : frames) frame.decay_factor.reset();
  return frames;
}

StartReference found(const std::vector<FrameTiming>& frames, const std::optional<Moment>& series) {
  return start_reference("pet", frames, series, half_life_s).value();
}

TEST(StartReference, ImagesSayToWhatTheyWereCorrected) {
  const Moment prepared{scan.seconds - 5 * hour_s}, reformatted{scan.seconds + 30 * hour_s};
  for (const auto& [series, reference] :
       {std::pair{scan, scan}, {prepared, scan}, {prepared, prepared}, {reformatted, scan}}) {
    const StartReference start = found(beds(scan, reference), series);
    EXPECT_EQ(start.at.seconds, reference.seconds);
    EXPECT_EQ(start.warning.empty(), series == scan) << start.warning;
  }
  // A late part of a study that was corrected to its early one: neither date is that.
  const Moment early{scan.seconds - 20 * hour_s};
  const StartReference start = found(beds(scan, early), reformatted);
  EXPECT_NEAR(start.at.seconds, early.seconds, 1);
  EXPECT_NE(start.warning, "");
}

TEST(StartReference, FrameReferenceTimeCountsWhereTheFactorIsAbsent) {
  const Moment early{scan.seconds - 20 * hour_s};
  std::vector<FrameTiming> frames = mute(beds(scan, early));
  for (FrameTiming& frame : frames) {
    frame.reference_s = frame.acquired->seconds + 300 - early.seconds;
  }
  EXPECT_NEAR(found(frames, Moment{scan.seconds + 1}).at.seconds, early.seconds, 10);
}

TEST(StartReference, WithoutThemALaterSeriesIsThatOfAReformat) {
  const std::vector<FrameTiming> frames = mute(beds(scan, scan));
  EXPECT_EQ(found(frames, scan).warning, "");
  EXPECT_EQ(found(frames, Moment{scan.seconds - 60}).at.seconds, scan.seconds - 60);
  const StartReference start = found(frames, Moment{scan.seconds + 9 * hour_s});
  EXPECT_EQ(start.at, scan);
  EXPECT_NE(start.warning, "");
  EXPECT_THROW(found(frames, Moment{scan.seconds - 5 * hour_s}), InputError);
  EXPECT_EQ(found(frames, std::nullopt).at, scan);
  EXPECT_FALSE(start_reference("pet", {{"a", {}, {}, {}, {}}}, std::nullopt, half_life_s));
}

TEST(StartReference, ImagesCorrectedToSeveralTimesAreRefused) {
  std::vector<FrameTiming> frames = beds(scan, scan);
  frames.back().decay_factor = 1.06;
  EXPECT_THROW(found(frames, scan), InputError);
}

}  // namespace
}  // namespace yttria
