// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "engine/case/grid.hpp"
#include "engine/case/roi.hpp"
#include "engine/result/batch_ranges.hpp"
#include "kernels/launch/tally_sums.hpp"

namespace yttria {

/// What two dose files must share to be parts of one run. merge and resume refuse any
/// difference and name the field.
struct RunIdentity {
  std::string case_digest;
  std::string physics_digest;  // tables, settings and data
  std::uint64_t seed = 1;
  std::uint64_t histories_per_batch = 0;
  std::string preset;
  std::string version;
  std::string dose_to = "medium";  // or "water": the tally then holds energy times a ratio
  bool operator==(const RunIdentity&) const = default;
};

/// Named facts about how a result came about; written as attributes of /provenance.
using ProvenanceValue = std::variant<std::string, double, std::uint64_t, std::vector<std::string>>;
using Provenance = std::vector<std::pair<std::string, ProvenanceValue>>;

/// The content of a dose file: exact tallies with all that is needed to turn them into absorbed
/// dose. /result and the statistics of /roi are functions of this and are not stored here.
struct Dose {
  Grid grid;
  std::vector<float> mass_g;  // [z][y][x]
  std::vector<Roi> rois;
  double total_decays = 0;
  TallySums tally;
  std::vector<BatchRange> batches;
  std::uint64_t planned_batches = 0;  // of the whole run this is (a part of); 0: not known
  bool complete = false;
  RunIdentity identity;
  Provenance provenance;  // beside the identity: times, device, warnings, ...

  std::uint64_t histories() const { return tally.batches * identity.histories_per_batch; }
};

}  // namespace yttria
