// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace yttria {

/// InputError "ONE: WHAT; give another name" when both paths are one file, whether it exists or
/// not: --force must not replace what the command reads.
void refuse_same(const std::filesystem::path& one, const std::filesystem::path& other,
                 const std::string& what);

}  // namespace yttria
