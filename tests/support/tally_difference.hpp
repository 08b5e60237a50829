// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernels/launch/tally_sums.hpp"

namespace yttria::test {

/// The sums that differ by a bit, by name; empty when two runs are equal.
inline std::string difference(const TallySums& a, const TallySums& b) {
  std::string names;
  const auto compare = [&names](bool equal, const char* name) {
    if (!equal) names += std::string(names.empty() ? "" : ", ") + name;
  };
  compare(a.energy == b.energy, "energy");
  compare(a.squared_low == b.squared_low, "squared_low");
  compare(a.squared_high == b.squared_high, "squared_high");
  compare(a.groups == b.groups, "groups");
  compare(a.roi_energy == b.roi_energy, "roi_energy");
  compare(a.roi_squared == b.roi_squared, "roi_squared");
  compare(a.emitted == b.emitted, "emitted");
  compare(a.deposited == b.deposited, "deposited");
  compare(a.escaped == b.escaped, "escaped");
  compare(a.history_digest == b.history_digest, "history_digest");
  compare(a.batches == b.batches, "batches");
  return names;
}

}  // namespace yttria::test
