// SPDX-License-Identifier: Apache-2.0
// What the program says about two doses: for `yttria compare`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/analysis/comparison.hpp"

namespace yttria {

/// What was compared, differences, agreement, gamma, z-scores, regions, warnings. Several lines.
std::string comparison_text(const Comparison& comparison);
/// The same figures; numbers that are not known are null. Differences are fractions, not percent.
nlohmann::ordered_json comparison_json(const Comparison& comparison);

}  // namespace yttria
