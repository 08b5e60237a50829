// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace yttria {

/// Writes a text whole or not at all: to a temporary file beside it, which is renamed. Throws
/// InputError where an existing file may not be replaced, RunError when writing fails.
void write_text_file(const std::filesystem::path& path, const std::string& text, bool replace);

}  // namespace yttria
