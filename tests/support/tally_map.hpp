// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>

namespace yttria::test {

/// A tally that remembers every voxel and, apart from it, the sum of all it was given.
struct TallyMap {
  std::map<std::uint64_t, std::uint64_t> energy;
  std::uint64_t sum = 0;
  void deposit(std::uint64_t voxel, std::uint64_t quanta) {
    energy[voxel] += quanta;
    sum += quanta;
  }
};

}  // namespace yttria::test
