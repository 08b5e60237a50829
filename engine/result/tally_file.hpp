// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/hdf5/group.hpp"
#include "engine/hdf5/output_group.hpp"
#include "engine/result/dose.hpp"

namespace yttria {

/// Writes /tally: all exact sums and the batches they are over.
void write_tally(hdf5::OutputGroup& root, const Dose& dose);

/// Fills tally, batches and histories per batch, and checks that they fit each other and the
/// grid. The regions must be known already (their order is that of tally_roi_names).
void read_tally(const hdf5::Group& tally, Dose& dose);

/// Names of the regions in the order of the sums over regions.
std::vector<std::string> tally_roi_names(const hdf5::Group& tally);

}  // namespace yttria
