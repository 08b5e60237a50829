// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/case/grid.hpp"
#include "engine/exchange/nifti_orientation.hpp"
#include "engine/new_file.hpp"

namespace yttria {

/// Writes the temporary of `file` as one NIfTI file, compressed when the path ends with .gz: 32-bit
/// floats with their NaN, mm, RAS, sform and qform with code 1 (scanner). Returns what the header
/// says. `description` is cut after 79 characters.
NiftiOrientation write_nifti(const NewFile& file, const Grid& grid,
                             const std::vector<float>& values, const std::string& description);

}  // namespace yttria
