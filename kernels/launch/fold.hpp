// SPDX-License-Identifier: Apache-2.0
// Adds the batches in hand to the sums. Each struct is a function of an index, for any machine's
// for_each; integers, so the order is free.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/launch/atomic.hpp"
#include "kernels/launch/batch_moments.hpp"
#include "kernels/launch/batches_in_hand.hpp"
#include "kernels/launch/tally_sums.hpp"

namespace yttria {

/// Sums over batches and over their squares, in 128 bits.
struct MomentsView {
  std::uint64_t *energy, *squared_low, *squared_high;
  YTTRIA_HD void add(std::uint64_t index, std::uint64_t batch_energy) const {
    add_moments(batch_energy, energy[index], squared_low[index], squared_high[index]);
  }
};

/// A short run of voxels of an ROI.
struct RoiPiece {
  std::uint64_t first, last;
  std::uint64_t target;  // the ROI; for groups: place of the first voxel among those of any ROI
};

/// Energy of every batch in hand in every ROI; index: piece.
struct SumRois {
  BatchesInHand batches;
  const RoiPiece* pieces;
  std::uint64_t rois;
  std::uint64_t* energy;  // [batch in hand][roi]

  YTTRIA_HD void operator()(std::uint64_t index) const {
    const RoiPiece piece = pieces[index];
    for (std::uint64_t b = 0; b < batches.count; ++b) {
      std::uint64_t sum = 0;
      for (std::uint64_t v = piece.first; v < piece.last; ++v) {
        sum += batches.energy[b * batches.voxels + v];
      }
      if (sum != 0) atomic_add(energy + b * rois + piece.target, sum);
    }
  }
};

/// Moments of the ROIs' energies; index: ROI. Clears the energies.
struct FoldRois {
  std::uint64_t batches, rois;
  std::uint64_t* energy;  // [batch in hand][roi]
  MomentsView sums;

  YTTRIA_HD void operator()(std::uint64_t roi) const {
    for (std::uint64_t b = 0; b < batches; ++b) {
      sums.add(roi, energy[b * rois + roi]);
      energy[b * rois + roi] = 0;
    }
  }
};

/// Energy in the groups of batches, voxel by voxel; index: piece of the union of all ROIs.
struct FoldGroups {
  BatchesInHand batches;
  const RoiPiece* pieces;
  std::uint64_t any_voxels;
  std::uint64_t* groups;  // [band_groups][voxel of any ROI]

  YTTRIA_HD void operator()(std::uint64_t index) const {
    const RoiPiece piece = pieces[index];
    for (std::uint64_t b = 0; b < batches.count; ++b) {
      std::uint64_t* group = groups + batches.number[b] % band_groups * any_voxels + piece.target;
      for (std::uint64_t v = piece.first; v < piece.last; ++v) {
        group[v - piece.first] += batches.energy[b * batches.voxels + v];
      }
    }
  }
};

/// Moments of the voxels' energies; index: voxel. Clears the batches. Most voxels of most batches
/// hold nothing: those are only read.
struct FoldVoxels {
  BatchesInHand batches;
  MomentsView sums;

  YTTRIA_HD void operator()(std::uint64_t voxel) const {
    for (std::uint64_t b = 0; b < batches.count; ++b) {
      std::uint64_t& here = batches.energy[b * batches.voxels + voxel];
      if (here == 0) continue;
      sums.add(voxel, here);
      here = 0;
    }
  }
};

}  // namespace yttria
