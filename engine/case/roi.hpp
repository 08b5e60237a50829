// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace yttria {

/// Half-open range of voxel indices [first, last) in x-fastest order.
struct VoxelRun {
  std::int64_t first;
  std::int64_t last;
  bool operator==(const VoxelRun&) const = default;
};

enum class RoiRole { tumour, normal_liver, lung, other };

/// A region of interest as ascending, disjoint, maximal runs of voxels: compact for organs on
/// large grids, and quick to sum over. Regions may overlap each other.
struct Roi {
  std::string name;
  RoiRole role = RoiRole::other;
  std::vector<VoxelRun> runs;

  std::int64_t voxels() const {
    std::int64_t count = 0;
    for (const VoxelRun& run : runs) count += run.last - run.first;
    return count;
  }
};

const char* to_string(RoiRole role);
/// Throws std::invalid_argument for a word that is not a role.
RoiRole roi_role_from(const std::string& word);

}  // namespace yttria
