// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace yttria {

/// Voxels of one ROI as half-open runs, ascending.
struct RoiRuns {
  struct Run {
    std::uint64_t first, last;
  };
  std::vector<Run> runs;
};

/// The ROIs of a case as the tally needs them.
struct RoiLayout {
  std::vector<RoiRuns> rois;
  RoiRuns any;  // union of all, the voxels of TallySums::groups
  std::uint64_t any_voxels = 0;
};

}  // namespace yttria
