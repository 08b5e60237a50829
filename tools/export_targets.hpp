// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "tools/command_line.hpp"

namespace yttria {

/// One thing that an export writes.
struct ExportTarget {
  enum class Format { rtdose, nifti, metaimage, csv };
  enum class Quantity { dose, uncertainty };

  std::filesystem::path path;
  Format format;
  Quantity quantity;
};

/// What the flags ask for; an uncertainty in the format of its ending. InputError when that is
/// nothing.
std::vector<ExportTarget> export_targets(const ExportCommand& command);

/// Every file of a target: of NAME.mhd also NAME.raw, before the header that points to it.
std::vector<std::filesystem::path> files_of(const ExportTarget& target);

/// InputError when a file cannot become an output, is an input, is written twice, or has a name
/// that its format does not have.
void check_targets(const ExportCommand& command, const std::vector<ExportTarget>& targets);

}  // namespace yttria
