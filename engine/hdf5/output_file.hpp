// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "engine/hdf5/output_group.hpp"

namespace yttria::hdf5 {

/// InputError when `path` cannot become an output: it exists and `replace` is false, or its folder
/// is missing. Ask before long work.
void check_output(const std::filesystem::path& path, bool replace);

/// Removes what processes that were killed have left of outputs of this name. Only for the owner of
/// the name: nobody else may be writing it.
void remove_unfinished(const std::filesystem::path& path);

/// Bytes that can still be written where `path` lies; nothing when the system does not say.
std::optional<std::uint64_t> free_space(const std::filesystem::path& path);

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
  /// With `keep`, a file that is there under the name is kept under that one.
  void commit(const std::filesystem::path& keep = {});

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  bool replace_;
  Handle file_;
};

}  // namespace yttria::hdf5
