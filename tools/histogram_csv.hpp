// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/result/roi_statistics.hpp"

namespace yttria {

/// Cumulative and differential histograms of regions below each other, with bands; lines that begin
/// with # say quantities and units. `origin` is the first of them.
std::string histogram_csv(const std::string& origin, const std::vector<RoiStatistics>& regions);

}  // namespace yttria
