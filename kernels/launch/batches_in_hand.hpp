// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"

namespace yttria {

inline constexpr int most_batches_in_hand = 16;

/// Batches that are computed together, each with a tally of its own.
struct BatchesInHand {
  std::uint64_t number[most_batches_in_hand];
  std::uint64_t count;
  std::uint64_t voxels;
  std::uint64_t* energy;  // [count][voxel] quanta
};

}  // namespace yttria
