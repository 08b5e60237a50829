// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "engine/result/dose.hpp"
#include "engine/result/roi_statistics.hpp"

namespace yttria {

/// Writes the whole file (/grid /result /tally /roi /provenance): to a temporary file in the same
/// folder, synced, renamed, folder synced. `replace` permits an existing file at `path`.
/// /result, /tally and /roi are the same bytes for the same exact sums. With `keep`, the file that
/// was there is renamed to it. Returns the statistics in /roi, which take long to compute.
std::vector<RoiStatistics> write_dose(const std::filesystem::path& path, const Dose& dose,
                                      bool replace, const std::filesystem::path& keep = {});

/// Size of the file of a dose, bytes, to a few percent and at least what it takes.
std::uint64_t dose_file_bytes(std::uint64_t voxels, std::uint64_t roi_voxels, std::uint64_t rois);

/// Reads and checks a dose file; throws InputError with file, object and remedy.
Dose read_dose(const std::filesystem::path& path);

}  // namespace yttria
