// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
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

/// Position of a region by name; InputError naming those there are.
std::size_t roi_named(const DoseMap& map, const std::string& name);

}  // namespace yttria
