// SPDX-License-Identifier: Apache-2.0
// What the program is doing, for whoever wants to know. Quiet by default; results never go here.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace yttria {

/// To standard error when `verbose`, to `file` when given (appended). Throws InputError when the
/// file cannot be opened. Before this call nothing is logged.
void start_log(bool verbose, const std::optional<std::filesystem::path>& file);

void log_info(std::string_view message);

}  // namespace yttria
