// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/hdf5/output_group.hpp"

namespace yttria::hdf5 {

/// InputError when `path` cannot become an output: it exists and `replace` is false, or its folder
/// is missing. Ask before long work.
void check_output(const std::filesystem::path& path, bool replace);

/// A file that appears under its name whole or not at all: it is written beside it, synced and
/// renamed. Without commit() nothing remains.
class OutputFile {
 public:
  OutputFile(std::filesystem::path path, bool replace);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  OutputGroup root();
  /// Closes, syncs, renames, syncs the folder. Groups and datasets must not be used afterwards.
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  bool replace_;
  Handle file_;
};

}  // namespace yttria::hdf5
