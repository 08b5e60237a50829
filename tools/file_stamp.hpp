// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

namespace yttria {

/// Tells whether a file is still what it was: it changes when the file is written or replaced.
struct FileStamp {
  std::uint64_t device = 0, inode = 0, bytes = 0;
  std::int64_t seconds = 0, nanoseconds = 0;  // of its last modification
  bool operator==(const FileStamp&) const = default;
};

/// All 0 when there is no file.
FileStamp stamp_of(const std::filesystem::path& file);

}  // namespace yttria
