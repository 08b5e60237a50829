// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/result/estimate.hpp"
#include "engine/result/roi_doses.hpp"

namespace yttria {

/// Points of a dose-volume histogram that someone asks for, beside those of RoiStatistics.
struct DoseVolumePoints {
  std::vector<Estimate> D_Gy;  // largest dose that at least so many percent of the volume receives
  std::vector<Estimate> V;     // volume fraction that receives this dose or more
};

/// With the conventions of engine/result/roi_statistics.hpp; NaN for a region without mass.
DoseVolumePoints dose_volume_points(const RoiDoses& doses, const std::vector<double>& percents,
                                    const std::vector<double>& thresholds_Gy);

}  // namespace yttria
