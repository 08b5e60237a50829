// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/case/grid.hpp"
#include "engine/new_file.hpp"

namespace yttria {

/// Writes the temporary of `file` as one NIfTI file, compressed when the path ends with .gz: 32-bit
/// floats with their NaN, mm, RAS. sform and qform are both written with code 1 (scanner) and agree
/// to a micrometre. NIfTI-1 stores them in single precision; where that is worse than a micrometre
/// (some oblique grids, some far origins) or an axis is longer than 32767 voxels, the file is
/// NIfTI-2. Returns which one, 1 or 2. `description` has at most 79 characters.
int write_nifti(const NewFile& file, const Grid& grid, const std::vector<float>& values,
                const std::string& description);

}  // namespace yttria
