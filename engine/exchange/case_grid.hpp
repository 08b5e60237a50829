// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "engine/case/grid.hpp"
#include "engine/exchange/resampled_case.hpp"

namespace yttria {

/// Half-open range of voxel indices along each axis.
struct IndexBox {
  std::array<std::int64_t, 3> first{}, last{};
};

/// The voxels that a mask touches, all of its grid when it is empty, with a margin.
IndexBox box_of(const ShareMask& mask, double margin_mm);

/// Part of a grid.
Grid cropped(const Grid& grid, const IndexBox& box);

/// Voxels of these edges along the axes of a grid, covering it; its middle stays the middle.
Grid respaced(const Grid& grid, const std::array<double, 3>& spacing_mm);

/// The part of a grid whose voxels touch the extent of another (of its corners, when oblique).
/// InputError beginning with `where` when they have nothing in common.
Grid overlapping_part(const std::string& where, const Grid& grid, const Grid& other);

}  // namespace yttria
