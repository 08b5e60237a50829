// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "engine/exchange/image.hpp"

namespace yttria {

/// Segments of a Segmentation object (PS3.3, section C.8.20), binary or fractional, on the grid
/// that the frames of each span: frames are placed by their positions; where one is missing nothing
/// is inside. InputError, before anything is allocated, when the file has fewer pixels than it
/// claims and when the masks would take more than 8 GiB.
std::vector<ImageRegion> read_seg(const std::filesystem::path& path,
                                  const std::function<bool(const std::string&)>& wanted,
                                  std::vector<std::string>& warnings);

}  // namespace yttria
