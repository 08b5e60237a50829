// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/case/grid.hpp"
#include "engine/new_file.hpp"

namespace yttria {

/// Where the voxels of a MetaImage go: NAME.raw beside NAME.mhd; none for NAME.mha, which holds
/// them itself.
std::optional<std::filesystem::path> metaimage_data_path(const std::filesystem::path& path);

/// Writes the temporaries of a MetaImage: `header`, and `data` when metaimage_data_path() names
/// one. 32-bit floats, the lowest byte first, with their NaN; LPS mm. TransformMatrix is written as
/// readers take it: the unit vector of the x index, then of y, then of z; the columns of
/// Grid::direction one after the other. `comment` is one line.
void write_metaimage(const NewFile& header, const NewFile* data, const Grid& grid,
                     const std::vector<float>& values, const std::string& comment);

}  // namespace yttria
