// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yttria {

/// A text with every byte that is not part of well-formed UTF-8 (Unicode 15, table 3-7) as "?".
std::string well_formed_utf8(std::string_view text);

}  // namespace yttria
