// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/case/case.hpp"
#include "engine/case/problems.hpp"
#include "engine/hdf5/group.hpp"

namespace yttria {

/// Fills density, material indices and materials; the grid's shape must be known.
void read_medium(const hdf5::Group& root, Case& problem, Problems& problems);

/// Rows of /materials, from the library or defined by the file.
std::vector<Material> read_materials(const hdf5::Group& root, Problems& problems);

}  // namespace yttria
