// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/result/dose.hpp"

namespace yttria::test {

/// A dose on 4 x 3 x 2 voxels whose batches score pseudo-random energies, the same for the same
/// batch number: what a run of these batches would have added up. Voxel 0 has no mass, voxel 1
/// never scores, voxel 2 scores in batch 5 only. Regions: "a" {1..6}, "b" {4..9}, "empty space"
/// {0}.
Dose dose_of_batches(const std::vector<BatchRange>& ranges);

/// Energy of a voxel in a batch, quanta.
std::uint64_t batch_energy(std::uint64_t batch, std::size_t voxel);

}  // namespace yttria::test
