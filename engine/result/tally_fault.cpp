// SPDX-License-Identifier: Apache-2.0
#include "engine/result/tally_fault.hpp"

#include <fmt/format.h>

#include "engine/case/bad_voxels.hpp"
#include "engine/result/roi_voxels.hpp"
#include "engine/result/statistics.hpp"

namespace yttria {

namespace {

using Fault = std::optional<TallyFault>;

Fault fault_of_balance(const TallySums& tally) {
  if (tally.emitted == tally.deposited + tally.escaped) return std::nullopt;
  return TallyFault{"batches", fmt::format("emitted {} is not deposited {} + escaped {}",
                                           tally.emitted, tally.deposited, tally.escaped)};
}

Fault fault_of_energy(const Dose& dose) {
  if (dose.identity.dose_to != "medium") return std::nullopt;
  const std::uint64_t sum = scored_quanta(dose.tally);
  if (sum == dose.tally.deposited) return std::nullopt;
  return TallyFault{"energy", fmt::format("adds up to {} quanta, but {} were deposited", sum,
                                          dose.tally.deposited)};
}

bool possible_squares(std::uint64_t sum, Uint128 squares) {
  return squares <= static_cast<Uint128>(sum) * sum && (squares == 0) == (sum == 0);
}

Fault fault_of_squares(const Dose& dose) {
  const TallySums& tally = dose.tally;
  for (std::size_t i = 0; i < tally.energy.size(); ++i) {
    const Uint128 squares =
        (static_cast<Uint128>(tally.squared_high[i]) << 64) | tally.squared_low[i];
    if (possible_squares(tally.energy[i], squares)) continue;
    return TallyFault{
        "energy_squared",
        fmt::format("voxel {} is impossible for an energy of {} quanta",
                    voxel_place(static_cast<std::int64_t>(i), dose.grid.shape), tally.energy[i])};
  }
  return std::nullopt;
}

Fault fault_of_groups(const Dose& dose) {
  const RoiVoxels roi_voxels(dose.rois);
  const auto count = static_cast<std::uint64_t>(roi_voxels.size());
  std::uint64_t position = 0;
  for (const VoxelRun& run : roi_voxels.runs()) {
    for (std::int64_t voxel = run.first; voxel < run.last; ++voxel, ++position) {
      std::uint64_t sum = 0;
      for (std::uint64_t g = 0; g < band_groups; ++g)
        sum += dose.tally.groups[g * count + position];
      const std::uint64_t energy = dose.tally.energy[static_cast<std::size_t>(voxel)];
      if (sum == energy) continue;
      return TallyFault{"groups",
                        fmt::format("voxel {} adds up to {} quanta, but /tally/energy has {}",
                                    voxel_place(voxel, dose.grid.shape), sum, energy)};
    }
  }
  return std::nullopt;
}

Fault fault_of_regions(const Dose& dose) {
  for (std::size_t i = 0; i < dose.rois.size(); ++i) {
    std::uint64_t sum = 0;
    for (const VoxelRun& run : dose.rois[i].runs) {
      for (auto voxel = run.first; voxel < run.last; ++voxel) {
        sum += dose.tally.energy[static_cast<std::size_t>(voxel)];
      }
    }
    if (sum != dose.tally.roi_energy[i]) {
      return TallyFault{"roi_energy",
                        fmt::format("\"{}\" has {} quanta, but its voxels add up to {}",
                                    dose.rois[i].name, dose.tally.roi_energy[i], sum)};
    }
    if (!possible_squares(sum, dose.tally.roi_squared[i])) {
      return TallyFault{
          "roi_energy_squared",
          fmt::format("\"{}\" is impossible for an energy of {} quanta", dose.rois[i].name, sum)};
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<TallyFault> fault_of_tally(const Dose& dose) {
  if (const Fault fault = fault_of_balance(dose.tally)) return fault;
  for (const auto check : {fault_of_energy, fault_of_squares, fault_of_groups, fault_of_regions}) {
    if (const Fault fault = check(dose)) return fault;
  }
  return std::nullopt;
}

}  // namespace yttria
