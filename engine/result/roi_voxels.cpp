// SPDX-License-Identifier: Apache-2.0
#include "engine/result/roi_voxels.hpp"

#include <algorithm>

namespace yttria {

RoiVoxels::RoiVoxels(const std::vector<Roi>& rois) {
  std::vector<VoxelRun> all;
  for (const Roi& roi : rois) all.insert(all.end(), roi.runs.begin(), roi.runs.end());
  std::sort(all.begin(), all.end(),
            [](const VoxelRun& a, const VoxelRun& b) { return a.first < b.first; });
  for (const VoxelRun& run : all) {
    if (!runs_.empty() && run.first <= runs_.back().last) {
      runs_.back().last = std::max(runs_.back().last, run.last);
    } else {
      runs_.push_back(run);
    }
  }
  for (const VoxelRun& run : runs_) {
    before_.push_back(size_);
    size_ += run.last - run.first;
  }
}

}  // namespace yttria
