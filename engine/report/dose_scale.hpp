// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/result/dose_map.hpp"

namespace yttria::report {

/// Where the dose colours end, Gy: the dose that 99.9 % of the voxels above 1 % of the maximum stay
/// below, rounded up to two digits, so that one noisy voxel does not darken the picture. 1 for a
/// map without dose.
double full_scale_Gy(const DoseMap& map);

/// 1, 2 and 5 times powers of ten between 4 and 95 % of the full scale, Gy, ascending.
std::vector<double> isodose_levels_Gy(double full_scale_Gy);

/// Round numbers from low to high, about `wanted` of them, that divide a linear axis: steps of 1, 2
/// or 5 times a power of ten.
std::vector<double> ticks(double low, double high, int wanted);

}  // namespace yttria::report
