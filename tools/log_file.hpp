// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace yttria {

/// InputError when the log would be written into something else: a file that another word of the
/// command line names, as an input or an output, one that a run writes on its way, or one that is
/// there and is no text.
void check_log_file(const std::filesystem::path& log, const std::vector<std::string>& words);

}  // namespace yttria
