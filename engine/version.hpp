// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace yttria {

std::string version();     // "0.1.0"
std::string git_commit();  // short hash with "+" when the tree had changes, or "unknown"
std::string compiler();    // "GNU 12.2.0"
bool built_with_cuda();

}  // namespace yttria
