// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/result/dose.hpp"

namespace yttria::test {

/// One row of voxels of 1 g and 1 mL, all in the region "row"; voxel i has dose_Gy[i] after one
/// batch, to a microgray.
Dose row_of_doses(const std::vector<double>& dose_Gy);

/// The same after several batches, whose energies in a voxel scatter by this share of its dose.
Dose noisy_row_of_doses(const std::vector<float>& dose_Gy, std::uint64_t batches, double scatter,
                        std::uint64_t seed);

}  // namespace yttria::test
