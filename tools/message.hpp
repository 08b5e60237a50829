// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace yttria {

/// "yttria: error: ..." and "yttria: warning: ..." on standard error. The word is coloured on a
/// terminal, unless NO_COLOR is set to anything (https://no-color.org) or TERM is dumb.
void print_error(const std::string& message);
void print_warning(const std::string& message);

/// "yttria: ...", of what is neither.
void print_note(const std::string& message);

}  // namespace yttria
