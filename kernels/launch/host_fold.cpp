// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/host_fold.hpp"

#include <cstddef>

#include "kernels/launch/batch_moments.hpp"

namespace yttria {

void fold_rois(const std::uint64_t* energy, std::uint64_t batch, const RoiLayout& rois,
               TallySums& sums) {
  for (std::size_t roi = 0; roi < rois.rois.size(); ++roi) {
    std::uint64_t sum = 0;
    for (const RoiRuns::Run& run : rois.rois[roi].runs) {
      for (std::uint64_t v = run.first; v < run.last; ++v) sum += energy[v];
    }
    sums.roi_energy[roi] += sum;
    sums.roi_squared[roi] += static_cast<Uint128>(sum) * sum;
  }
  std::uint64_t* group = sums.groups.data() + (batch % band_groups) * rois.any_voxels;
  for (const RoiRuns::Run& run : rois.any.runs) {
    for (std::uint64_t v = run.first; v < run.last; ++v) *group++ += energy[v];
  }
}

void fold_voxels(std::uint64_t* energy, std::uint64_t first, std::uint64_t last, TallySums& sums) {
  for (std::uint64_t v = first; v < last; ++v) {
    if (energy[v] == 0) continue;
    add_moments(energy[v], sums.energy[v], sums.squared_low[v], sums.squared_high[v]);
    energy[v] = 0;
  }
}

}  // namespace yttria
