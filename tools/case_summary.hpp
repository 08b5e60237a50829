// SPDX-License-Identifier: Apache-2.0
// What the program says about a case: for `yttria phantom` and `yttria info`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/case/case.hpp"

namespace yttria {

std::string case_text(const Case& problem);
nlohmann::ordered_json case_json(const Case& problem);

}  // namespace yttria
