// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

namespace yttria {

/// Keeps other processes from writing the same output: a file OUTPUT.lock beside it, locked as long
/// as this lives. The lock dies with its process, so that a file that was left behind blocks
/// nobody.
class OutputLock {
 public:
  /// Throws InputError when another process holds it, and names that. A file system without locks
  /// is taken as free.
  explicit OutputLock(const std::filesystem::path& output);
  ~OutputLock();
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;

 private:
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace yttria
