// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/exchange/image.hpp"

namespace yttria {

/// A CT series (PS3.3, section C.8.2) in HU: stored values with the rescale of each slice.
/// `series` chooses one of several.
CtImage read_dicom_ct(const std::filesystem::path& path, const std::string& series,
                      bool identifiers);

/// A series of the same kind of images whose pixels are not 0 inside a region.
ImageRegion read_dicom_mask(const std::string& name, const std::filesystem::path& path);

}  // namespace yttria
