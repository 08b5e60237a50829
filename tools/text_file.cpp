// SPDX-License-Identifier: Apache-2.0
#include "tools/text_file.hpp"

#include <fstream>

#include "engine/error.hpp"
#include "engine/new_file.hpp"

namespace yttria {

void write_text_file(const std::filesystem::path& path, const std::string& text, bool replace) {
  NewFile target(path, replace);
  std::ofstream file(target.temporary(), std::ios::binary);
  file << text;
  file.close();
  if (!file) throw RunError(path.string() + ": cannot be written (is the disk full?)");
  target.commit();
}

}  // namespace yttria
