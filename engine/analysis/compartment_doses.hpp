// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/result/dose_map.hpp"
#include "engine/result/estimate.hpp"

namespace yttria {

/// InputError when the dose is that of another case. The word of warning when it does not say of
/// which case it is; empty when all is well.
std::string check_same_case(const DoseMap& map, const Case& problem, const std::string& case_file);

/// Mean dose of each of these sets of voxels, Gy, energy over mass, with standard uncertainty. They
/// need be no regions of the map, but lie in voxels of its regions when it has exact sums.
std::vector<Estimate> mean_doses(DoseMap map, const std::vector<Roi>& parts);

}  // namespace yttria
