// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace yttria {

/// Code point of the character at the begin of a UTF-8 text, when it turns or isolates the
/// direction of what follows: Unicode's marks (U+200E, U+200F) and explicit directional formatting
/// (U+202A to U+202E, U+2066 to U+2069), three bytes each. 0: it is none.
unsigned direction_mark_at(std::string_view utf8);

}  // namespace yttria
