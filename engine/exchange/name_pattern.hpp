// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace yttria {

/// Whether a name fits a pattern: * is any text, ? any character, case does not count.
bool fits_pattern(std::string_view name, std::string_view pattern);

}  // namespace yttria
