// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/result/dose_map.hpp"

namespace yttria {

/// InputError when the dose file knows no uncertainty of any voxel, as that of a kernel method.
void require_uncertainty(const DoseMap& map);

/// One standard uncertainty of the dose, Gy, for formats that cannot say "unknown". Where a voxel
/// scored in fewer than two batches the relative uncertainty is taken as 1: the estimate from one
/// batch of several that scored is exactly that. 0 where nothing scored; NaN without mass.
std::vector<float> absolute_uncertainty_Gy(const DoseMap& map);

}  // namespace yttria
