// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/exchange/image.hpp"

namespace yttria {

/// Segments of a Segmentation object (PS3.3, section C.8.20), binary or fractional, on the grid
/// that their frames span: frames are placed by their positions; where one is missing nothing is
/// inside.
std::vector<ImageRegion> read_seg(const std::filesystem::path& path,
                                  const std::function<bool(const std::string&)>& wanted);

}  // namespace yttria
