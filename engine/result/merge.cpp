// SPDX-License-Identifier: Apache-2.0
#include "engine/result/merge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/error.hpp"
#include "engine/result/merged_provenance.hpp"
#include "engine/result/run_differences.hpp"

namespace yttria {

namespace {

void check_overlap(const Dose& whole, const Dose& part, const std::string& whole_name,
                   const std::string& part_name) {
  const std::vector<BatchRange> both = common(whole.batches, part.batches);
  if (both.empty()) return;
  throw InputError(
      fmt::format("{} and {} cannot be merged: both contain the batches {}; merge each batch once",
                  whole_name, part_name, to_string(both)));
}

/// The bound every run keeps (2^62 quanta in a voxel) must hold for the sum, too.
void check_range(const Dose& whole, const Dose& part, const std::string& whole_name,
                 const std::string& part_name) {
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  if (whole.tally.emitted < most && part.tally.emitted < most - whole.tally.emitted) return;
  throw InputError(
      fmt::format("{} and {} cannot be merged: together they emit more energy than "
                  "the exact sums can hold; merge fewer parts",
                  whole_name, part_name));
}

}  // namespace

bool is_complete(const std::vector<BatchRange>& batches, std::uint64_t planned, bool was_complete) {
  return planned == 0 ? was_complete : contains(batches, {{0, planned}});
}

void merge_into(Dose& whole, const Dose& part, const std::string& whole_name,
                const std::string& part_name) {
  const std::string differences = differences_of_runs(whole, part);
  if (!differences.empty()) {
    throw InputError(fmt::format("{} and {} cannot be merged: {}; merge only parts of one run",
                                 whole_name, part_name, differences));
  }
  check_overlap(whole, part, whole_name, part_name);
  check_range(whole, part, whole_name, part_name);
  whole.tally += part.tally;
  whole.batches = united(std::move(whole.batches), part.batches);
  whole.planned_batches = std::max(whole.planned_batches, part.planned_batches);
  whole.complete =
      is_complete(whole.batches, whole.planned_batches, whole.complete || part.complete);
  whole.provenance = merged_provenance(whole.provenance, part.provenance, whole.histories());
}

}  // namespace yttria
