// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace yttria {

/// Whether something is at this path, but not a file of its own: a link could lead to any file of
/// this machine, a pipe or a device could keep its reader for ever. For files that the user has not
/// named, but another file, or the name of one.
bool is_no_file(const std::filesystem::path& path);

}  // namespace yttria
