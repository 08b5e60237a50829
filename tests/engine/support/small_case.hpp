// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/case/case.hpp"

namespace yttria::test {

/// 3 x 4 x 5 voxels of 2 x 3 x 4 mm: soft tissue with one voxel of vacuum (the first) and one of
/// bone, activity in two voxels, and two regions that overlap.
Case small_case();

/// The same with its activity in two points instead of a map.
Case small_case_of_points();

/// Number of voxel [z][y][x] of the small case.
constexpr std::size_t voxel(std::size_t z, std::size_t y, std::size_t x) {
  return (z * 4 + y) * 3 + x;
}

}  // namespace yttria::test
