// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "engine/result/checkpoint.hpp"
#include "engine/result/roi_statistics.hpp"

namespace yttria {

struct FinalSave {
  std::filesystem::path file;  // where the dose is
  std::vector<RoiStatistics> regions;
  std::string trouble;  // why it is not where it was to be; empty: it is
};

/// Writes the dose that a run ends with. When that fails (the disk is full, the folder is gone),
/// the older checkpoint gives up its room, but not on a disk that does not take what is written;
/// when that does not help, the dose goes under a name of its own to the same folder, the current
/// one or that of temporary files. RunError when nothing of that works; the message says what the
/// checkpoint still holds, unless it is `given_up`, that of another run.
FinalSave save_finally(const std::filesystem::path& output, const Dose& dose, bool replace,
                       const Checkpoint& checkpoint, bool given_up);

}  // namespace yttria
