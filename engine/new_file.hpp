// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "engine/error.hpp"

namespace yttria {

/// InputError when a run writes something of this name on its way, which it would take for its own
/// and remove, whatever it is by then.
void check_name(const std::filesystem::path& path);

/// InputError when `path` cannot become an output: its name is one of those, or leaves no room for
/// their endings, or it exists and `replace` is false, or its folder is missing. Ask before long
/// work.
void check_output(const std::filesystem::path& path, bool replace);

/// Removes what processes that were killed have left of outputs of this name: temporary files of
/// NewFile that belong to this user and that no process holds.
void remove_unfinished(const std::filesystem::path& path);

/// Whether a file name is that of a temporary of NewFile that this process has made.
bool is_temporary_of(const std::filesystem::path& file, std::int64_t process);

/// Bytes that can still be written where `path` lies; nothing when the system does not say.
std::optional<std::uint64_t> free_space(const std::filesystem::path& path);

/// The disk does not take what is written, for another reason than a lack of room.
class SyncError : public RunError {
  using RunError::RunError;
};

/// A file that appears under its name whole or not at all: whoever writes it writes temporary(),
/// beside it and its own alone; commit() syncs and renames. Without commit() nothing remains.
class NewFile {
 public:
  NewFile(std::filesystem::path path, bool replace);
  ~NewFile();
  NewFile(NewFile&& other) noexcept;
  NewFile& operator=(NewFile&&) = delete;

  const std::filesystem::path& path() const { return path_; }
  const std::filesystem::path& temporary() const { return temporary_; }
  /// Syncs, renames, syncs the folder. The temporary must be closed. RunError when that fails; the
  /// file has its name then only if it was the folder that could not be synced.
  /// With `keep`, a file that is there under the name is kept under that one.
  void commit(const std::filesystem::path& keep = {});

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;  // empty: nothing to remove
  int hold_ = -1;                    // the temporary, locked: it is in use
  bool replace_;
};

}  // namespace yttria
