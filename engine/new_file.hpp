// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace yttria {

/// InputError when `path` cannot become an output: it exists and `replace` is false, or its folder
/// is missing. Ask before long work.
void check_output(const std::filesystem::path& path, bool replace);

/// A file that appears under its name whole or not at all: whoever writes it writes temporary(),
/// beside it; commit() syncs and renames. Without commit() nothing remains.
class NewFile {
 public:
  NewFile(std::filesystem::path path, bool replace);
  ~NewFile();
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const std::filesystem::path& temporary() const { return temporary_; }
  /// Syncs, renames, syncs the folder. The temporary must be closed. RunError when that fails.
  void commit();

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;  // empty: nothing to remove
  bool replace_;
};

}  // namespace yttria
