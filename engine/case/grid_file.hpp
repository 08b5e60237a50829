// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/case/grid.hpp"
#include "engine/case/problems.hpp"
#include "engine/hdf5/group.hpp"
#include "engine/hdf5/output_group.hpp"

namespace yttria {

/// Reads /grid of a case or dose file; `volume` is the array that gives the shape.
Grid read_grid(const hdf5::Group& root, const hdf5::Dataset& volume, Problems& problems);
void write_grid(hdf5::OutputGroup& root, const Grid& grid);

/// The shape of volumes on this grid, [z][y][x].
hdf5::Shape volume_shape(const Grid& grid);

}  // namespace yttria
