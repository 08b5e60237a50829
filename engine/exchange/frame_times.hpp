// SPDX-License-Identifier: Apache-2.0
// Whether what the slices of one series say of their times can be: a wrong date of a single slice
// multiplies its activity.
#pragma once

#include <string>
#include <vector>

#include "engine/exchange/start_reference.hpp"

namespace yttria {

/// What no acquisition of one series exceeds, from the first slice to the last (PET of several bed
/// positions takes some hours at most) and in one frame.
inline constexpr double longest_acquisition_h = 6;

/// InputError "WHERE: ..." naming the first and the last slice when they were acquired further
/// apart than that. `imaged_helps`: whether --imaged can stand for the times of the slices.
void check_acquisitions(const std::string& where, const std::vector<FrameTiming>& frames,
                        bool imaged_helps);

/// InputError "WHERE: ..." naming the slice whose frame lasted longer than that, and another.
void check_durations(const std::string& where, const std::vector<FrameTiming>& frames);

}  // namespace yttria
