// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/exchange/import_options.hpp"
#include "engine/exchange/record.hpp"

namespace yttria {

/// A case made from images, and how.
struct ImportedCase {
  Case problem;
  Record record;
};

/// Throws InputError for whatever is wrong, in plain words. `warnings` holds what was found up to
/// there: it may explain the error.
ImportedCase import_case(const ImportOptions& options, std::vector<std::string>& warnings);

/// The case with its record in /imports, whole or not at all.
void write_imported_case(const std::filesystem::path& path, const ImportedCase& imported,
                         bool replace);

}  // namespace yttria
