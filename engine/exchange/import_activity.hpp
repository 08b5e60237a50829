// SPDX-License-Identifier: Apache-2.0
// How much activity lies where, at the time of administration, on the grid of the case.
//
//   values        an image in Bq/mL or Bq says it itself
//   distribution  the image's whole sum is scaled to what was administered less the residual. With
//                 a lung shunt the sum outside the lungs is scaled to the part that is not shunted,
//                 and the shunted part is spread evenly over the lungs, whatever the image has
//                 there
//   uptakes       no image: regions have concentrations (Bq/mL) in given ratios. Where regions
//                 overlap, a tumour counts before normal liver, that before lung, that before
//                 others. Nor does the shunted part lie in voxels that are liver, too
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/exchange/import_options.hpp"

namespace yttria {

/// InputError for options that contradict each other or do not suffice. Ask before long work.
void check_activity_options(const ImportOptions& options);

/// Fills the source of a case with grid and regions. `body` is on that grid.
void fill_activity(const ImportOptions& options, const std::optional<EmissionImage>& emission,
                   const std::optional<std::vector<VoxelRun>>& body, Case& problem, Record& record,
                   std::vector<std::string>& warnings);

}  // namespace yttria
