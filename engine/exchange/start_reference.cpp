// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/start_reference.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/error.hpp"
#include "engine/exchange/decay.hpp"

namespace yttria {

namespace {

constexpr double rounding_s = 1;  // of times written without fractions
constexpr const char* of_series = "SeriesDate and SeriesTime";
constexpr const char* of_acquisition = "first AcquisitionDate and AcquisitionTime";
constexpr const char* of_frames = "DecayFactor or FrameReferenceTime";
constexpr const char* remedy = "give --imaged \"YYYY-MM-DD HH:MM:SS\", what they were corrected to";

/// By how much activity changes between two moments, as a share.
double change(const Moment& a, const Moment& b, double half_life_s) {
  return decay_factor(std::abs(a.seconds - b.seconds), half_life_s) - 1;
}

std::optional<Moment> stated_by(const FrameTiming& frame, double half_life_s) {
  if (!frame.acquired || !frame.duration_s) return std::nullopt;
  const double to_mean_s =
      half_life_s * std::log2(frame_start_factor(*frame.duration_s, half_life_s));
  const double mean_s = frame.acquired->seconds + to_mean_s;
  if (frame.decay_factor && *frame.decay_factor > 0) {
    return Moment{mean_s - half_life_s * std::log2(*frame.decay_factor)};
  }
  if (frame.reference_s && *frame.reference_s > 0) return Moment{mean_s - *frame.reference_s};
  return std::nullopt;
}

/// What the images say of their own correction, empty when one does not.
std::optional<Moment> stated_by_all(const std::string& where,
                                    const std::vector<FrameTiming>& frames, double half_life_s) {
  std::vector<Moment> stated;
  for (const FrameTiming& frame : frames) {
    const auto at = stated_by(frame, half_life_s);
    if (!at) return std::nullopt;
    stated.push_back(*at);
  }
  if (stated.empty()) return std::nullopt;
  const auto [least, most] = std::minmax_element(stated.begin(), stated.end());
  if (change(*least, *most, half_life_s) > same_activity) {
    const auto name = [&](auto at) { return frames[std::size_t(at - stated.begin())].name; };
    throw InputError(fmt::format(
        "{}: DecayCorrection is START, but by {} {} was corrected to {} and {} to {}; {}", where,
        of_frames, name(least), to_string(*least), name(most), to_string(*most), remedy));
  }
  return Moment{least->seconds + (most->seconds - least->seconds) / 2};
}

StartReference with_statement(const Moment& stated, const std::optional<Moment>& series,
                              const std::optional<Moment>& first, double half_life_s) {
  StartReference found{stated, of_frames, ""};
  double least = same_activity;
  const auto try_one = [&](const std::optional<Moment>& candidate, const char* from) {
    if (!candidate || change(*candidate, stated, half_life_s) > least) return;
    least = change(*candidate, stated, half_life_s);
    found.at = *candidate;
    found.from = from;
  };
  try_one(series, of_series);
  try_one(first, of_acquisition);
  const auto differs = [&](const std::optional<Moment>& other) {
    return other && change(*other, found.at, half_life_s) > same_activity;
  };
  if (differs(series) || differs(first)) {
    found.warning = fmt::format("values are taken as corrected to {}, by {}, as {} says; {} say {}",
                                to_string(found.at), found.from, of_frames,
                                differs(series) ? of_series : of_acquisition,
                                to_string(differs(series) ? *series : *first));
  }
  return found;
}

StartReference without_statement(const std::string& where, const Moment& series,
                                 const Moment& first, double half_life_s) {
  if (series.seconds > first.seconds + rounding_s) {
    return {first, of_acquisition,
            fmt::format("{} are {}, later than the first acquisition: the series was made from "
                        "others; values are taken as corrected to the first acquisition, {}",
                        of_series, to_string(series), to_string(first))};
  }
  const double share = change(series, first, half_life_s);
  if (share > same_activity) {
    throw InputError(fmt::format(
        "{}: DecayCorrection is START, {} are {}, the first acquisition was at {}, which is {:.3g} "
        "% of activity, and neither DecayFactor (0054,1321) nor FrameReferenceTime (0054,1300) "
        "says to which the values were corrected; {}",
        where, of_series, to_string(series), to_string(first), 100 * share, remedy));
  }
  return {series, of_series, ""};
}

}  // namespace

std::optional<Moment> first_acquisition(const std::vector<FrameTiming>& frames) {
  std::optional<Moment> first;
  for (const FrameTiming& frame : frames) {
    if (!frame.acquired) return std::nullopt;
    if (!first || *frame.acquired < *first) first = frame.acquired;
  }
  return first;
}

std::optional<StartReference> start_reference(const std::string& where,
                                              const std::vector<FrameTiming>& frames,
                                              const std::optional<Moment>& series,
                                              double half_life_s) {
  const std::optional<Moment> first = first_acquisition(frames);
  if (const auto stated = stated_by_all(where, frames, half_life_s)) {
    return with_statement(*stated, series, first, half_life_s);
  }
  if (series && first) return without_statement(where, *series, *first, half_life_s);
  if (series) return StartReference{*series, of_series, ""};
  if (first) return StartReference{*first, of_acquisition, ""};
  return std::nullopt;
}

}  // namespace yttria
