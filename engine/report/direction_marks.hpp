// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yttria::report {

/// The text with every direction mark written out as "[U+202E]": two names that differ must not
/// look alike. Right-to-left letters stay as they are.
std::string direction_marks_shown(std::string_view utf8);

}  // namespace yttria::report
