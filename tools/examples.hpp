// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace yttria {

/// What stands at the end of a command's help: a few calls that work as they are, with what they
/// do. Empty for a command without. `command` as it is typed: "run", "phantom liver".
std::string examples_of(const std::string& command);

}  // namespace yttria
