// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/exchange/import_options.hpp"

namespace yttria {

/// Texts that may be kept. Folders and files are often named after patients: in place of every path
/// of an input, and of every file in an input that is a folder, stands what it was given as: "--ct",
/// "--mask liver", "a file of --activity".
std::vector<std::string> without_file_names(std::vector<std::string> texts,
                                            const ImportOptions& options);

}  // namespace yttria
