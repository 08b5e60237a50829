// SPDX-License-Identifier: Apache-2.0
#include "engine/report/page_file.hpp"

#include <stdexcept>
#include <string>

#include "engine/physics/embedded_file.hpp"

namespace yttria::report {

std::string_view page_file(std::string_view name) {
  for (std::size_t i = 0; i < page_files_count; ++i) {
    const EmbeddedFile& file = page_files[i];
    if (file.name == name) return {file.begin, static_cast<std::size_t>(file.end - file.begin)};
  }
  throw std::out_of_range("no page file " + std::string(name));
}

}  // namespace yttria::report
