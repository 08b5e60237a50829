// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "engine/exchange/import_options.hpp"

namespace yttria {

/// Which flags of `yttria import` mean something beside which others: the table is in the source
/// file. InputError naming flag and remedy for the first of `given` ("--crop", ...) that would do
/// nothing, and for a name that a flag is given twice. What only the images can tell is checked
/// when they are read.
void check_import_flags(const ImportOptions& options, const std::vector<std::string>& given);

}  // namespace yttria
