// SPDX-License-Identifier: Apache-2.0
// What the program says about an import: everything that was found and decided.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "engine/exchange/record.hpp"

namespace yttria {

/// A line for each value, a table of the regions. Warnings are left out: they go elsewhere.
std::string import_text(const Record& record);
nlohmann::ordered_json import_json(const Record& record);

}  // namespace yttria
