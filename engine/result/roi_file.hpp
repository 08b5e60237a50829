// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/hdf5/group.hpp"
#include "engine/hdf5/output_group.hpp"
#include "engine/result/roi_statistics.hpp"

namespace yttria {

/// Writes /roi/NAME: statistics as attributes, dvh, runs of voxels.
void write_roi(hdf5::OutputGroup& rois, const Roi& roi, const RoiStatistics& statistics);

/// Reads the runs and the role of /roi/NAME.
Roi read_roi(const hdf5::Group& group, const std::string& name, const Grid& grid);

}  // namespace yttria
