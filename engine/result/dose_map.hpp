// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/result/dose.hpp"

namespace yttria {

/// What any dose file says, whoever wrote it: dose by voxel. A run's also has its exact sums.
struct DoseMap {
  std::string file;  // for messages
  Grid grid;
  std::vector<float> dose_Gy;      // [z][y][x]; NaN where there is no mass
  std::vector<float> uncertainty;  // relative, 1 sigma; NaN where unknown
  std::vector<float> mass_g;       // 0 in vacuum; empty: not known
  std::vector<Roi> rois;
  std::string dose_to = "medium";  // or "water"
  bool complete = true;
  Provenance provenance;    // of a map without sums; of a run, beside its identity
  std::optional<Dose> run;  // sums and batches; its grid, masses and regions are those above
};

/// The map of a run.
DoseMap dose_map(Dose&& run, const std::string& file);

/// Reads a dose file with exact sums (checked) or without. Needed without: /grid, /result/dose in
/// Gy; used when there: /result/uncertainty ("1"), /result/mass ("g"), masks or runs in /roi,
/// /provenance. Throws InputError with file, object and remedy.
DoseMap read_dose_map(const std::filesystem::path& path);

/// Writes a map without sums: /grid /result /roi /provenance, atomically as write_dose does.
void write_dose_map(const std::filesystem::path& path, const DoseMap& map, bool replace);

/// Position of a region by name; InputError naming those there are.
std::size_t roi_named(const DoseMap& map, const std::string& name);

}  // namespace yttria
