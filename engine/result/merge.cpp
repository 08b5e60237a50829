// SPDX-License-Identifier: Apache-2.0
#include "engine/result/merge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/error.hpp"
#include "engine/result/merged_provenance.hpp"

namespace yttria {

namespace {

bool same_regions(const std::vector<Roi>& a, const std::vector<Roi>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Roi& x, const Roi& y) {
    return x.name == y.name && x.role == y.role && x.runs == y.runs;
  });
}

void check_identity(const Dose& whole, const Dose& part, const std::string& whole_name,
                    const std::string& part_name) {
  const auto require_same = [&](const char* field, const auto& a, const auto& b) {
    if (a == b) return;
    throw InputError(
        fmt::format("{} and {} cannot be merged: {} differs ({} and {}); merge only "
                    "parts of one run",
                    whole_name, part_name, field, a, b));
  };
  const RunIdentity& a = whole.identity;
  const RunIdentity& b = part.identity;
  require_same("case_digest", a.case_digest, b.case_digest);
  require_same("dose_to", a.dose_to, b.dose_to);
  require_same("physics_digest", a.physics_digest, b.physics_digest);
  require_same("seed", a.seed, b.seed);
  require_same("histories_per_batch", a.histories_per_batch, b.histories_per_batch);
  require_same("preset", a.preset, b.preset);
  require_same("version", a.version, b.version);
  require_same("total_decays", whole.total_decays, part.total_decays);
  // These follow from the case digest; a difference is damage.
  const bool same_case =
      whole.grid == part.grid && whole.mass_g == part.mass_g && same_regions(whole.rois, part.rois);
  require_same("grid, mass or regions", "as in the first",
               same_case ? "as in the first" : "others");
}

void check_overlap(const Dose& whole, const Dose& part, const std::string& whole_name,
                   const std::string& part_name) {
  for (const BatchRange& a : whole.batches) {
    for (const BatchRange& b : part.batches) {
      const std::uint64_t first = std::max(a.first, b.first), last = std::min(a.last, b.last);
      if (first >= last) continue;
      throw InputError(
          fmt::format("{} and {} cannot be merged: both contain the batches {}:{}; "
                      "merge each batch once",
                      whole_name, part_name, first, last));
    }
  }
}

/// The bound every run keeps (2^62 quanta in a voxel) must hold for the sum, too.
void check_range(const Dose& whole, const Dose& part, const std::string& whole_name,
                 const std::string& part_name) {
  constexpr std::uint64_t most = std::uint64_t{1} << 62;
  if (whole.tally.emitted < most && part.tally.emitted < most - whole.tally.emitted) return;
  throw InputError(
      fmt::format("{} and {} cannot be merged: together they emit more energy than "
                  "the exact sums can hold",
                  whole_name, part_name));
}

std::vector<BatchRange> united(std::vector<BatchRange> ranges,
                               const std::vector<BatchRange>& more) {
  ranges.insert(ranges.end(), more.begin(), more.end());
  std::sort(ranges.begin(), ranges.end(),
            [](const BatchRange& a, const BatchRange& b) { return a.first < b.first; });
  std::vector<BatchRange> joined;
  for (const BatchRange& range : ranges) {
    if (!joined.empty() && joined.back().last == range.first) {
      joined.back().last = range.last;
    } else {
      joined.push_back(range);
    }
  }
  return joined;
}

/// Nothing of the longest plan is missing; without a known plan, a complete run stays complete.
bool is_complete(const Dose& whole, bool any_complete) {
  const bool from_zero = whole.batches.size() == 1 && whole.batches[0].first == 0;
  if (whole.planned_batches == 0) return from_zero && any_complete;
  return from_zero && whole.batches[0].last >= whole.planned_batches;
}

}  // namespace

void merge_into(Dose& whole, const Dose& part, const std::string& whole_name,
                const std::string& part_name) {
  check_identity(whole, part, whole_name, part_name);
  check_overlap(whole, part, whole_name, part_name);
  check_range(whole, part, whole_name, part_name);
  whole.tally += part.tally;
  whole.batches = united(std::move(whole.batches), part.batches);
  whole.planned_batches = std::max(whole.planned_batches, part.planned_batches);
  whole.complete = is_complete(whole, whole.complete || part.complete);
  whole.provenance = merged_provenance(whole.provenance, part.provenance, whole.histories());
}

}  // namespace yttria
