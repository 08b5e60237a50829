// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "engine/hdf5/output_group.hpp"
#include "engine/new_file.hpp"

namespace yttria::hdf5 {

using yttria::check_output;
using yttria::free_space;
using yttria::remove_unfinished;

/// A file that appears under its name whole or not at all (NewFile).
class OutputFile {
 public:
  OutputFile(std::filesystem::path path, bool replace);

  OutputGroup root();
  /// Closes, syncs, renames, syncs the folder. Groups and datasets must not be used afterwards.
  /// With `keep`, a file that is there under the name is kept under that one.
  void commit(const std::filesystem::path& keep = {});

 private:
  NewFile target_;  // outlives the handle: the file is closed before it is removed
  Handle file_;
};

}  // namespace yttria::hdf5
