// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/launch/roi_layout.hpp"
#include "kernels/launch/tally_sums.hpp"

namespace yttria {

/// Adds the ROIs' energies of one batch, and the batch to its group.
/// energy: [voxel] quanta of the batch.
void fold_rois(const std::uint64_t* energy, std::uint64_t batch, const RoiLayout& rois,
               TallySums& sums);

/// Adds the voxels first to last - 1 of one batch and clears them.
void fold_voxels(std::uint64_t* energy, std::uint64_t first, std::uint64_t last, TallySums& sums);

}  // namespace yttria
