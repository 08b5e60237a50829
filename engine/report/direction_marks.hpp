// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yttria::report {

/// The text with the characters that turn or isolate the direction of what follows (Unicode's
/// explicit directional formatting, U+202A to U+202E and U+2066 to U+2069) written out as
/// "[U+202E]": two names that differ must not look alike. Right-to-left letters stay as they are.
std::string direction_marks_shown(std::string_view utf8);

}  // namespace yttria::report
