// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "engine/result/dose.hpp"

namespace yttria {

/// What exact sums say against each other.
struct TallyFault {
  const char* where;  // dataset of /tally
  std::string what;
};

/// The first contradiction within the sums of a dose: emitted = deposited + escaped; the voxels add
/// up to what was deposited (dose to water scores something else); groups and regions add up to
/// their voxels; sum of squares at most the square of the sum. Nothing when they fit.
std::optional<TallyFault> fault_of_tally(const Dose& dose);

}  // namespace yttria
