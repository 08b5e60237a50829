// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "engine/result/dose_map.hpp"
#include "engine/result/roi_statistics.hpp"

namespace yttria {

/// Reads a dose file with exact sums (checked) or without. Needed without: /grid, /result/dose in
/// Gy; used when there: /result/uncertainty ("1"), /result/mass ("g"), masks or runs in /roi,
/// /provenance. Throws InputError with file, object and remedy.
DoseMap read_dose_map(const std::filesystem::path& path);

/// Writes a map without sums: /grid /result /roi /provenance, atomically as write_dose does.
/// Returns the statistics in /roi.
std::vector<RoiStatistics> write_dose_map(const std::filesystem::path& path, const DoseMap& map,
                                          bool replace);

}  // namespace yttria
