// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace yttria {

/// The file that marks an output as being written.
std::filesystem::path lock_of(const std::filesystem::path& output);

/// Keeps other processes from writing the same output: a file OUTPUT.lock beside it, locked as long
/// as this lives. The lock dies with its process, so that a file that was left behind blocks
/// nobody. A file of this name that is not ours is neither written nor removed.
class OutputLock {
 public:
  /// Throws InputError when another process holds it, and names that; or when something else has
  /// its name. Where the file system has no locks, that is told and the output taken as free.
  OutputLock(const std::filesystem::path& output,
             const std::function<void(const std::string&)>& tell);
  ~OutputLock();
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;

 private:
  bool make(const std::filesystem::path& output);
  bool take_over(const std::filesystem::path& output);
  void lock(const std::filesystem::path& output);
  void sign() const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  bool own_ = false;     // may be written and removed
  std::string trouble_;  // why there is no lock
};

}  // namespace yttria
