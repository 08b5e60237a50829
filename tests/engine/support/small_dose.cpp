// SPDX-License-Identifier: Apache-2.0
#include "tests/engine/support/small_dose.hpp"

#include "engine/result/roi_voxels.hpp"

namespace yttria::test {

namespace {

constexpr std::size_t voxels = 24;

void add_square(TallySums& tally, std::size_t voxel, std::uint64_t energy) {
  Uint128 sum = (static_cast<Uint128>(tally.squared_high[voxel]) << 64) | tally.squared_low[voxel];
  sum += static_cast<Uint128>(energy) * energy;
  tally.squared_low[voxel] = static_cast<std::uint64_t>(sum);
  tally.squared_high[voxel] = static_cast<std::uint64_t>(sum >> 64);
}

void add_batch(Dose& dose, std::uint64_t batch) {
  TallySums& tally = dose.tally;
  for (std::size_t voxel = 0; voxel < voxels; ++voxel) {
    const std::uint64_t energy = batch_energy(batch, voxel);
    tally.energy[voxel] += energy;
    tally.deposited += energy;
    add_square(tally, voxel, energy);
  }
  const RoiVoxels all(dose.rois);
  const auto count = static_cast<std::size_t>(all.size());
  for (const VoxelRun& run : all.runs()) {
    for (auto voxel = run.first; voxel < run.last; ++voxel) {
      // The regions of this case are voxels 0 to 9 in one piece: position = voxel.
      tally.groups[batch % band_groups * count + static_cast<std::size_t>(voxel)] +=
          batch_energy(batch, static_cast<std::size_t>(voxel));
    }
  }
  for (std::size_t roi = 0; roi < dose.rois.size(); ++roi) {
    std::uint64_t energy = 0;
    for (const VoxelRun& run : dose.rois[roi].runs) {
      for (auto voxel = run.first; voxel < run.last; ++voxel) {
        energy += batch_energy(batch, static_cast<std::size_t>(voxel));
      }
    }
    tally.roi_energy[roi] += energy;
    tally.roi_squared[roi] += static_cast<Uint128>(energy) * energy;
  }
  tally.escaped += 1000 + batch;
  tally.history_digest += 0x9E3779B97F4A7C15u * (batch + 1);
  ++tally.batches;
}

}  // namespace

std::uint64_t batch_energy(std::uint64_t batch, std::size_t voxel) {
  if (voxel == 0 || voxel == 1 || (voxel == 2 && batch != 5)) return 0;
  // Large enough that squares and their sums need more than 64 bits.
  const std::uint64_t mixed = (batch * 31 + voxel + 1) * 0xD1342543DE82EF95u;
  return (std::uint64_t{1} << 40) + (mixed >> 25);
}

Dose dose_of_batches(const std::vector<BatchRange>& ranges) {
  Dose dose;
  dose.grid.shape = {4, 3, 2};
  dose.grid.spacing_mm = {10, 10, 10};
  dose.mass_g.assign(voxels, 1.0f);
  dose.mass_g[0] = 0;
  dose.mass_g[7] = 0.25f;
  dose.rois = {{"a", RoiRole::tumour, {{1, 7}}},
               {"b", RoiRole::normal_liver, {{4, 10}}},
               {"empty space", RoiRole::other, {{0, 1}}}};
  dose.total_decays = 1e12;
  dose.tally.energy.assign(voxels, 0);
  dose.tally.squared_low.assign(voxels, 0);
  dose.tally.squared_high.assign(voxels, 0);
  dose.tally.groups.assign(band_groups * 10, 0);
  dose.tally.roi_energy.assign(3, 0);
  dose.tally.roi_squared.assign(3, 0);
  for (const BatchRange& range : ranges) {
    for (std::uint64_t batch = range.first; batch < range.last; ++batch) add_batch(dose, batch);
  }
  dose.tally.emitted = dose.tally.deposited + dose.tally.escaped;
  dose.batches = ranges;
  dose.planned_batches = 40;
  dose.complete = ranges == std::vector<BatchRange>{{0, 40}};
  dose.identity = {"case0", "physics0", 7, 16384, "reference", "0.1.0", "medium"};
  dose.provenance = {{"backend", std::string("cpu")},
                     {"histories_per_second", 1000.0},
                     {"transport_seconds", 2.0},
                     {"threads", std::uint64_t{4}},
                     {"warnings", std::vector<std::string>{"coarse voxels"}}};
  return dose;
}

}  // namespace yttria::test
