// SPDX-License-Identifier: Apache-2.0
#include "tools/file_stamp.hpp"

#include <sys/stat.h>

namespace yttria {

FileStamp stamp_of(const std::filesystem::path& file) {
  struct stat status = {};
  if (::stat(file.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino, static_cast<std::uint64_t>(status.st_size),
          status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
}

}  // namespace yttria
