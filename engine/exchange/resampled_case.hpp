// SPDX-License-Identifier: Apache-2.0
// From the grids of images to the grid of a case. Everything is shared out by volume
// (voxel_overlap.hpp): nothing is interpolated.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/case/roi.hpp"
#include "engine/exchange/volume.hpp"

namespace yttria {

/// Density and material of voxels.
struct MediumMap {
  std::vector<float> density_g_cm3;
  std::vector<std::uint16_t> material;
  double mass_g = 0;               // of all voxels
  std::int64_t beyond_image = 0;   // voxels without any part in the image: they are air
  std::int64_t partly_beyond = 0;  // voxels with a part beyond it: they have the mean of the rest
};

/// Density is mass over volume; the material is that with the largest share of the mass.
MediumMap resample_medium(const Grid& from, const std::vector<float>& density_g_cm3,
                          const std::vector<std::uint16_t>& material, const Grid& to,
                          float air_g_cm3, std::uint16_t air);

/// A region as shares of voxels, 0 to 255 (all of it).
using ShareMask = Volume<std::uint8_t>;

/// Volume of a mask, mL.
double volume_mL(const ShareMask& mask);

/// Voxels of which half or more lies in the mask, as runs.
std::vector<VoxelRun> resample_mask(const ShareMask& mask, const Grid& to);

/// Amounts per voxel of one grid (decays, counts), shared out to another.
struct SharedAmounts {
  std::vector<double> values;
  double handed_out = 0;  // what all voxels of the image hold
  double beyond = 0;      // what of it lies beyond the grid
};
SharedAmounts share_out(const Volume<float>& amounts, const Grid& to);

}  // namespace yttria
