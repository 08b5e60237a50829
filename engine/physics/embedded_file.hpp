// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace yttria {

/// A file of physics_data/ as the build embeds it (physics_data/CMakeLists.txt); what the rest of
/// the program uses is data_file.hpp.
struct EmbeddedFile {
  const char* name;
  const char* begin;
  const char* end;
};

/// Ascending by name.
extern const EmbeddedFile embedded_files[];
extern const std::size_t embedded_file_count;

}  // namespace yttria
