// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "engine/result/statistics.hpp"

namespace yttria {

/// The histogram of one region from 0 to `max_Gy` in equal steps, with its band (formulas in
/// statistics.hpp). Empty when no voxel of the region has mass.
DoseVolumeHistogram dose_volume_histogram(const Dose& dose, std::size_t roi, double max_Gy);

}  // namespace yttria
