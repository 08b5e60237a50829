// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/second_file.hpp"

#include <system_error>

namespace yttria {

bool is_no_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::symlink_status(path, error);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

}  // namespace yttria
