// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/case/grid.hpp"
#include "engine/case/problems.hpp"
#include "engine/case/roi.hpp"
#include "engine/hdf5/group.hpp"

namespace yttria {

/// Reads the masks of /roi, ascending by name. Any value but 0 is inside.
std::vector<Roi> read_rois(const hdf5::Group& root, const Grid& grid, Problems& problems);

/// Fills the role from the attribute; InputError naming the roles there are.
void read_role(const hdf5::Object& object, Roi& roi);

}  // namespace yttria
