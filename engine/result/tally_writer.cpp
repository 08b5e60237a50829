// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "engine/case/grid_file.hpp"
#include "engine/result/roi_voxels.hpp"
#include "engine/result/statistics.hpp"
#include "engine/result/tally_digest.hpp"
#include "engine/result/tally_file.hpp"
#include "kernels/core/energy_quanta.hpp"

namespace yttria {

namespace {

void write_squares(hdf5::OutputGroup& group, const hdf5::Shape& volume, const TallySums& tally) {
  hdf5::OutputDataset squares =
      group.dataset<std::uint64_t>("energy_squared", {2, volume[0], volume[1], volume[2]});
  const hdf5::Shape half{1, volume[0], volume[1], volume[2]};
  squares.write_block({0, 0, 0, 0}, half, tally.squared_low.data());
  squares.write_block({1, 0, 0, 0}, half, tally.squared_high.data());
}

void write_roi_sums(hdf5::OutputGroup& group, const Dose& dose) {
  const std::size_t count = dose.rois.size();
  std::vector<std::string> names;
  for (const Roi& roi : dose.rois) names.push_back(roi.name);
  hdf5::OutputDataset energy = group.array("roi_energy", {count}, dose.tally.roi_energy.data());
  energy.attribute("names", names);
  energy.attribute("quantum_MeV", quantum_MeV);
  std::vector<std::uint64_t> squares(2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    squares[i] = static_cast<std::uint64_t>(dose.tally.roi_squared[i]);
    squares[count + i] = static_cast<std::uint64_t>(dose.tally.roi_squared[i] >> 64);
  }
  group.array("roi_energy_squared", {2, count}, squares.data());
}

void write_batches(hdf5::OutputGroup& group, const Dose& dose) {
  std::vector<std::uint64_t> ends;
  for (const BatchRange& range : dose.batches) {
    ends.push_back(range.first);
    ends.push_back(range.last);
  }
  hdf5::OutputDataset batches = group.array("batches", {dose.batches.size(), 2}, ends.data());
  const auto decimal = [](std::uint64_t value) { return fmt::format("{}", value); };
  batches.attribute("histories_per_batch", decimal(dose.identity.histories_per_batch));
  batches.attribute("emitted", decimal(dose.tally.emitted));
  batches.attribute("deposited", decimal(dose.tally.deposited));
  batches.attribute("escaped", decimal(dose.tally.escaped));
  batches.attribute("history_digest", run_digest(dose.tally));
  batches.attribute("quantum_MeV", quantum_MeV);
}

}  // namespace

void write_tally(hdf5::OutputGroup& root, const Dose& dose) {
  hdf5::OutputGroup group = root.group("tally");
  const hdf5::Shape volume = volume_shape(dose.grid);
  hdf5::OutputDataset energy = group.array("energy", volume, dose.tally.energy.data());
  energy.attribute("quantum_MeV", quantum_MeV);
  energy.attribute("scored", fmt::format("{}", scored_quanta(dose.tally)));
  write_squares(group, volume, dose.tally);
  const auto roi_voxels = static_cast<std::uint64_t>(RoiVoxels(dose.rois).size());
  group.array("groups", {band_groups, roi_voxels}, dose.tally.groups.data());
  write_roi_sums(group, dose);
  write_batches(group, dose);
}

}  // namespace yttria
