// SPDX-License-Identifier: Apache-2.0
// What the program says about a dose: after a run, a merge, and for `yttria info`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/result/dose.hpp"
#include "engine/result/dose_map.hpp"
#include "engine/result/roi_statistics.hpp"

namespace yttria {

/// Regions, energy balance, mean dose over all mass, uncertainty, digests. Several lines.
std::string dose_text(const Dose& dose, const std::vector<RoiStatistics>& regions);
/// The same facts; numbers that cannot be estimated are null.
nlohmann::ordered_json dose_json(const Dose& dose, const std::vector<RoiStatistics>& regions);

/// Of any dose file; without sums regions and method only.
std::string dose_text(const DoseMap& map, const std::vector<RoiStatistics>& regions);
nlohmann::ordered_json dose_json(const DoseMap& map, const std::vector<RoiStatistics>& regions);

}  // namespace yttria
