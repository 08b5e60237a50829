// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/frame_times.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/error.hpp"

namespace yttria {

void check_acquisitions(const std::string& where, const std::vector<FrameTiming>& frames,
                        bool imaged_helps) {
  const FrameTiming *first = nullptr, *last = nullptr;
  for (const FrameTiming& frame : frames) {
    if (!frame.acquired) continue;
    if (first == nullptr || *frame.acquired < *first->acquired) first = &frame;
    if (last == nullptr || *last->acquired < *frame.acquired) last = &frame;
  }
  if (first == nullptr) return;
  const double apart_h = (last->acquired->seconds - first->acquired->seconds) / 3600;
  if (apart_h <= longest_acquisition_h) return;
  throw InputError(
      fmt::format("{}: {} was acquired at {} and {} at {}: {:.4g} h apart, and slices of one "
                  "series are at most "
                  "{:g} h; correct AcquisitionDate (0008,0022) and AcquisitionTime (0008,0032){}",
                  where, first->name, to_string(*first->acquired), last->name,
                  to_string(*last->acquired), apart_h, longest_acquisition_h,
                  imaged_helps ? ", or give --imaged \"YYYY-MM-DD HH:MM:SS\" for all slices" : ""));
}

void check_durations(const std::string& where, const std::vector<FrameTiming>& frames) {
  const auto shorter = [](const FrameTiming& a, const FrameTiming& b) {
    return a.duration_s.value_or(0) < b.duration_s.value_or(0);
  };
  const auto [least, most] = std::minmax_element(frames.begin(), frames.end(), shorter);
  if (most == frames.end()) return;
  const double longest_h = most->duration_s.value_or(0) / 3600;
  if (longest_h <= longest_acquisition_h) return;
  throw InputError(
      fmt::format("{}: ActualFrameDuration (0018,1242) of {} is {:.4g} h (that of {} is {:.4g} h), "
                  "and no frame "
                  "lasts more than {:g} h; correct it, it counts in ms",
                  where, most->name, longest_h, least->name, least->duration_s.value_or(0) / 3600,
                  longest_acquisition_h));
}

}  // namespace yttria
