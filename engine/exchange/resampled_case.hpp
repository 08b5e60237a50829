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
  double supposed_g = 0;           // mass of those parts, of mass_g
};

/// Density is mass over volume. The material is that with the largest share of the mass, not of the
/// volume: a voxel of much air and a little bone has nearly the density and the stopping power of
/// its bone. The first one met wins a tie.
MediumMap resample_medium(const Grid& from, const std::vector<float>& density_g_cm3,
                          const std::vector<std::uint16_t>& material, const Grid& to,
                          float air_g_cm3, std::uint16_t air);

/// A region as shares of voxels, 0 to 255 (all of it).
using ShareMask = Volume<std::uint8_t>;

/// Volume of a mask, mL.
double volume_mL(const ShareMask& mask);

/// Volume of the part of a mask that lies within a grid, mL.
double volume_within_mL(const ShareMask& mask, const Grid& grid);

/// Whether a voxel of a grid is in a region that has this share of it, of 255: when that is more
/// than half. Half of it, to the resolution of a share, is a tie: on a grid of twice the edge of
/// the mask's many voxels have one, and all in, or all out, would make each region larger, or
/// smaller. A tie is in when the sum of its indices is even, as the black squares of a chessboard.
bool in_region(double share_of_255, const Grid& grid, std::size_t voxel);

/// Voxels that are in the region of a mask (in_region), as runs.
std::vector<VoxelRun> resample_mask(const ShareMask& mask, const Grid& to);

/// Amounts per voxel of one grid (decays, counts), shared out to another.
struct SharedAmounts {
  std::vector<double> values;
  double handed_out = 0;  // what all voxels of the image hold
  double beyond = 0;      // what of it lies beyond the grid
};
SharedAmounts share_out(const Volume<float>& amounts, const Grid& to);

}  // namespace yttria
