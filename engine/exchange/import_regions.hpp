// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/exchange/import_options.hpp"

namespace yttria {

/// All regions of the options, under names that differ and can stand in a file. InputError when a
/// frame of reference is not that of the CT or an RTSTRUCT or SEG has none, and for a pattern of
/// --roi that fits no name.
std::vector<ImageRegion> read_regions(const ImportOptions& options, const CtImage& ct,
                                      std::vector<std::string>& warnings);

/// InputError naming the regions there are when there is none of this name; `flag` asked for it.
const ImageRegion& region_named(const std::vector<ImageRegion>& regions, const std::string& name,
                                const std::string& flag);

/// InputError unless both are the same, or one is not said, or any will do.
void check_frame(const ImportOptions& options, const std::string& what, const std::string& frame,
                 const CtImage& ct);

/// Regions on the grid of a case, with their roles. Where the volume there or in the image differs
/// by more than 2 % from that of the contours or the mask, a warning says so and why; a region
/// without a voxel is left out. InputError for a pattern of a role that fits no name.
std::vector<Roi> regions_on_grid(const ImportOptions& options,
                                 const std::vector<ImageRegion>& regions, const Grid& grid,
                                 std::vector<std::string>& warnings);

}  // namespace yttria
