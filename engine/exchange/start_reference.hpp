// SPDX-License-Identifier: Apache-2.0
// To what moment values with DecayCorrection START were corrected.
//
// By PS3.3, section C.8.9.1.1.5, it is the start of the acquisition; whether the date of the series
// is that, nobody promises: it may be that of a preparation, or of a later reformat. So what each
// image says of its own correction goes first: DecayFactor is 2^((c - r) / T) with the wanted r and
// the time c at which the frame has its mean count rate; FrameReferenceTime is c - r where the
// factor is absent (the profile of QIBA for SUV). Of the first acquisition and the date of the
// series the nearer one is then taken, or r itself when neither fits. Without either attribute it
// is the date of the series, unless that is later than the first acquisition.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/moment.hpp"

namespace yttria {

/// What one image says of when it was acquired and how it was corrected.
struct FrameTiming {
  std::string name;  // of the file, for messages
  std::optional<Moment> acquired;
  std::optional<double> duration_s;
  std::optional<double> decay_factor;
  std::optional<double> reference_s;  // FrameReferenceTime
};

struct StartReference {
  Moment at;
  std::string from;     // what said so
  std::string warning;  // empty: all agrees
};

/// Two moments are one when activity differs by less than this between them, an hour for Y-90.
inline constexpr double same_activity = 0.01;

/// Empty when nothing says it. InputError "WHERE: ..." when images contradict each other, or when
/// the series began before its first acquisition and no image says to what it was corrected.
/// `half_life_s` is what the scanner corrected with.
std::optional<StartReference> start_reference(const std::string& where,
                                              const std::vector<FrameTiming>& frames,
                                              const std::optional<Moment>& series,
                                              double half_life_s);

/// Empty when an image does not say when.
std::optional<Moment> first_acquisition(const std::vector<FrameTiming>& frames);

}  // namespace yttria
