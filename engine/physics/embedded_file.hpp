// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace yttria {

/// A file as the build embeds it (physics_data/embed_files.cmake); what the rest of the program uses
/// is data_file.hpp and engine/report/page_file.hpp.
struct EmbeddedFile {
  const char* name;
  const char* begin;
  const char* end;
};

/// Those of physics_data/, ascending by name.
extern const EmbeddedFile embedded_files[];
extern const std::size_t embedded_files_count;

/// Those of engine/report/page/, ascending by name.
extern const EmbeddedFile page_files[];
extern const std::size_t page_files_count;

}  // namespace yttria
