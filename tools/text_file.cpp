// SPDX-License-Identifier: Apache-2.0
#include "tools/text_file.hpp"

#include <unistd.h>

#include <fstream>

#include "engine/error.hpp"
#include "engine/hdf5/output_file.hpp"

namespace yttria {

void write_text_file(const std::filesystem::path& path, const std::string& text, bool replace) {
  hdf5::check_output(path, replace);
  std::filesystem::path temporary = path;
  temporary += ".tmp-" + std::to_string(getpid());
  std::ofstream file(temporary, std::ios::binary);
  file << text;
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(temporary, path, error);
  if (file && !error) return;
  std::filesystem::remove(temporary, error);
  throw RunError(path.string() + ": cannot be written (is the disk full?)");
}

}  // namespace yttria
