// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/exchange/contour_gaps.hpp"
#include "engine/exchange/image.hpp"

namespace yttria {

/// Structures of an RT Structure Set (PS3.3, sections C.8.8.5 and C.8.8.6) as masks on the grid of
/// the image they were drawn on, by the convention of contour_mask.hpp. `wanted` picks by name.
/// What is no region (points, open contours, no contours) is left out with a warning. InputError
/// for contours that do not lie in planes of the grid, and for damage.
std::vector<ImageRegion> read_rtstruct(const std::filesystem::path& path, const Grid& grid,
                                       const std::function<bool(const std::string&)>& wanted,
                                       std::vector<std::string>& warnings,
                                       std::optional<ContourGaps> gaps = std::nullopt);

}  // namespace yttria
