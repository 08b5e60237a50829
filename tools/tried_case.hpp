// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/case/case.hpp"

namespace yttria {

/// check_case() in a child, which the file may crash.
std::vector<std::string> problems_of_case(const std::filesystem::path& path);

/// read_case() after a trial in a child, for commands that may use CUDA.
Case tried_case(const std::filesystem::path& path);

}  // namespace yttria
