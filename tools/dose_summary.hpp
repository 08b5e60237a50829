// SPDX-License-Identifier: Apache-2.0
// What the program says about a dose: after a run, a merge, and for `yttria info`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/result/dose.hpp"
#include "engine/result/dose_map.hpp"

namespace yttria {

/// Regions, energy balance, mean dose over all mass, uncertainty, digests. Several lines.
std::string dose_text(const Dose& dose);
/// The same facts; numbers that cannot be estimated are null.
nlohmann::ordered_json dose_json(const Dose& dose);

/// Of any dose file; without sums regions and method only.
std::string dose_text(const DoseMap& map);
nlohmann::ordered_json dose_json(const DoseMap& map);

}  // namespace yttria
