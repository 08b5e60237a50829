// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/case/case.hpp"
#include "engine/kernel_methods/kernel_run.hpp"

namespace yttria {

/// What a kernel for this case is of: its emission, in the material in which most of its decays
/// happen, at the mean density that these decays see.
KernelSource kernel_source_of(const Case& problem);

/// Decays in each voxel, [z][y][x]; points count for the voxel they are in.
std::vector<float> decays_by_voxel(const Case& problem);

}  // namespace yttria
