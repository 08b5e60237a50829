// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace yttria {

/// A text from a file as it may be shown on a terminal: control characters (C0, DEL, C1) and those
/// that turn the direction of writing are written as \x1B or \u202E. What `keep` holds stays.
std::string printable(std::string_view text, std::string_view keep = "");

}  // namespace yttria
