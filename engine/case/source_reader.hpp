// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/case/case.hpp"
#include "engine/case/problems.hpp"
#include "engine/hdf5/group.hpp"

namespace yttria {

/// Reads /source, normalised to decays. The grid must be known.
Source read_source(const hdf5::Group& root, const Grid& grid, Problems& problems);

/// Reports activity in voxels without mass, from which nothing could be transported.
void check_source_medium(const hdf5::Group& root, const Case& problem, Problems& problems);

}  // namespace yttria
