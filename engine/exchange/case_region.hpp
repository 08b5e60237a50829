// SPDX-License-Identifier: Apache-2.0
// Voxels of the regions of a case in the making.
#pragma once

#include <string>
#include <vector>

#include "engine/case/case.hpp"

namespace yttria {

template <class Visit>
void for_each_voxel_of(const std::vector<VoxelRun>& runs, Visit&& visit) {
  for (const VoxelRun& run : runs) {
    for (std::int64_t voxel = run.first; voxel < run.last; ++voxel) {
      visit(static_cast<std::size_t>(voxel));
    }
  }
}

/// InputError naming the flag and the regions there are.
const Roi& roi_named(const Case& problem, const std::string& name, const std::string& flag);

/// Whether a region is of the lungs that --lung-shunt fills, by what --lungs says.
bool is_shunted_lung(const std::string& lungs, const Roi& roi);

/// Voxels that the shunted part of --lung-shunt is spread over, by what --lungs says: none for
/// "outside". Voxels that are liver by their role, too, are liver, as in every model of the
/// treatment. InputError when nothing is left.
std::vector<std::size_t> lung_voxels(const std::string& lungs, const Case& problem);

}  // namespace yttria
