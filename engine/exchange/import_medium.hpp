// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/exchange/import_options.hpp"

namespace yttria {

/// The mask of --body on the grid of the CT; none for "none".
std::optional<ShareMask> body_mask(const ImportOptions& options, const CtImage& ct,
                                   const std::vector<ImageRegion>& regions);

/// Fills density, material and materials of a case whose grid is known: caps of contrast agent,
/// air outside the body, the curve, resampling. Says in the record how many voxels each changed.
void fill_medium(const ImportOptions& options, CtImage& ct, const std::vector<ImageRegion>& regions,
                 const std::optional<ShareMask>& body, Case& problem, Record& record,
                 std::vector<std::string>& warnings);

}  // namespace yttria
