// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/case/roi.hpp"

namespace yttria {

/// The voxels of any region, ascending: the second axis of TallySums::groups.
class RoiVoxels {
 public:
  explicit RoiVoxels(const std::vector<Roi>& rois);

  std::int64_t size() const { return size_; }
  const std::vector<VoxelRun>& runs() const { return runs_; }
  /// Calls visit(voxel, position among these voxels) for the voxels of a region in them.
  template <class Visit>
  void for_each(const Roi& roi, Visit&& visit) const {
    std::size_t at = 0;
    for (const VoxelRun& run : roi.runs) {
      while (runs_[at].last <= run.first) ++at;  // runs of the union contain those of its parts
      const std::int64_t shift = before_[at] - runs_[at].first;
      for (std::int64_t voxel = run.first; voxel < run.last; ++voxel) visit(voxel, voxel + shift);
    }
  }

 private:
  std::vector<VoxelRun> runs_;
  std::vector<std::int64_t> before_;  // voxels before each run
  std::int64_t size_ = 0;
};

}  // namespace yttria
