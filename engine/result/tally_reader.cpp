// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "engine/case/bad_voxels.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/result/roi_voxels.hpp"
#include "engine/result/statistics.hpp"
#include "engine/result/tally_file.hpp"
#include "kernels/core/energy_quanta.hpp"

namespace yttria {

namespace {

constexpr const char* damaged = "the file is damaged; copy or compute it again";

std::uint64_t parse(const hdf5::Object& object, const std::string& name, int base) {
  const std::string text = object.text(name);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) {
    object.fail(
        fmt::format("attribute \"{}\" is \"{}\", not a whole number; {}", name, text, damaged));
  }
  return value;
}

void read_batches(const hdf5::Dataset& stored, Dose& dose) {
  stored.require_type({"u8"});
  if (stored.shape().size() != 2 || stored.shape()[1] != 2) {
    stored.fail(fmt::format("has shape {}, but must be [n][2]", hdf5::to_string(stored.shape())));
  }
  const std::vector<std::uint64_t> ends = stored.read_all<std::uint64_t>();
  for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
    if (ends[i] >= ends[i + 1] || (i > 0 && ends[i] <= ends[i - 1])) {
      stored.fail(fmt::format("[{}] is {}:{}; ranges must ascend without touching; {}", i / 2,
                              ends[i], ends[i + 1], damaged));
    }
    dose.batches.push_back({ends[i], ends[i + 1]});
    dose.tally.batches += ends[i + 1] - ends[i];
  }
  dose.identity.histories_per_batch = parse(stored, "histories_per_batch", 10);
  if (dose.identity.histories_per_batch == 0) stored.fail("histories_per_batch must be above 0");
  dose.tally.emitted = parse(stored, "emitted", 10);
  dose.tally.deposited = parse(stored, "deposited", 10);
  dose.tally.escaped = parse(stored, "escaped", 10);
  dose.tally.history_digest = parse(stored, "history_digest", 16);
  if (dose.tally.emitted != dose.tally.deposited + dose.tally.escaped) {
    stored.fail(fmt::format("emitted {} is not deposited {} + escaped {}; {}", dose.tally.emitted,
                            dose.tally.deposited, dose.tally.escaped, damaged));
  }
}

void read_energy(const hdf5::Dataset& stored, Dose& dose) {
  stored.require_type({"u8"});
  stored.require_shape(volume_shape(dose.grid), "the grid");
  if (stored.number("quantum_MeV") != quantum_MeV) {
    stored.fail(
        fmt::format("quantum_MeV is {}, but this program counts in {} MeV; use the program "
                    "that wrote the file",
                    stored.number("quantum_MeV"), quantum_MeV));
  }
  dose.tally.energy = stored.read_all<std::uint64_t>();
  const std::uint64_t sum = scored_quanta(dose.tally);
  const bool to_medium = dose.identity.dose_to == "medium";
  const std::uint64_t expected = to_medium ? dose.tally.deposited : parse(stored, "scored", 10);
  if (sum != expected) {
    stored.fail(fmt::format("adds up to {} quanta, but {} were {}; {}", sum, expected,
                            to_medium ? "deposited" : "scored", damaged));
  }
}

bool possible_squares(std::uint64_t sum, Uint128 squares) {
  return squares <= static_cast<Uint128>(sum) * sum && (squares == 0) == (sum == 0);
}

void read_squares(const hdf5::Dataset& stored, Dose& dose) {
  const hdf5::Shape volume = volume_shape(dose.grid);
  stored.require_type({"u8"});
  stored.require_shape({2, volume[0], volume[1], volume[2]}, "two numbers for each voxel");
  const hdf5::Shape half{1, volume[0], volume[1], volume[2]};
  TallySums& tally = dose.tally;
  tally.squared_low.resize(tally.energy.size());
  tally.squared_high.resize(tally.energy.size());
  stored.read_block({0, 0, 0, 0}, half, tally.squared_low.data());
  stored.read_block({1, 0, 0, 0}, half, tally.squared_high.data());
  for (std::size_t i = 0; i < tally.energy.size(); ++i) {
    const Uint128 squares =
        (static_cast<Uint128>(tally.squared_high[i]) << 64) | tally.squared_low[i];
    if (possible_squares(tally.energy[i], squares)) continue;
    stored.fail(fmt::format("voxel {} is impossible for an energy of {} quanta; {}",
                            voxel_place(static_cast<std::int64_t>(i), dose.grid.shape),
                            tally.energy[i], damaged));
  }
}

void read_groups(const hdf5::Dataset& stored, Dose& dose) {
  const RoiVoxels roi_voxels(dose.rois);
  const auto count = static_cast<std::uint64_t>(roi_voxels.size());
  stored.require_type({"u8"});
  stored.require_shape({band_groups, count}, "16 groups of all ROI voxels");
  dose.tally.groups = stored.read_all<std::uint64_t>();
  std::uint64_t position = 0;
  for (const VoxelRun& run : roi_voxels.runs()) {
    for (std::int64_t voxel = run.first; voxel < run.last; ++voxel, ++position) {
      std::uint64_t sum = 0;
      for (std::uint64_t g = 0; g < band_groups; ++g)
        sum += dose.tally.groups[g * count + position];
      const std::uint64_t energy = dose.tally.energy[static_cast<std::size_t>(voxel)];
      if (sum == energy) continue;
      stored.fail(fmt::format("voxel {} adds up to {} quanta, but /tally/energy has {}; {}",
                              voxel_place(voxel, dose.grid.shape), sum, energy, damaged));
    }
  }
}

void read_roi_sums(const hdf5::Group& group, Dose& dose) {
  const std::size_t count = dose.rois.size();
  const hdf5::Dataset energy = group.dataset("roi_energy");
  energy.require_type({"u8"});
  energy.require_shape({count}, "the list of regions");
  dose.tally.roi_energy = energy.read_all<std::uint64_t>();
  const hdf5::Dataset stored = group.dataset("roi_energy_squared");
  stored.require_type({"u8"});
  stored.require_shape({2, count}, "two numbers for each region");
  const std::vector<std::uint64_t> squares = stored.read_all<std::uint64_t>();
  for (std::size_t i = 0; i < count; ++i) {
    dose.tally.roi_squared.push_back((static_cast<Uint128>(squares[count + i]) << 64) | squares[i]);
    std::uint64_t sum = 0;
    for (const VoxelRun& run : dose.rois[i].runs) {
      for (auto voxel = run.first; voxel < run.last; ++voxel) {
        sum += dose.tally.energy[static_cast<std::size_t>(voxel)];
      }
    }
    if (sum != dose.tally.roi_energy[i]) {
      energy.fail(fmt::format("\"{}\" has {} quanta, but its voxels add up to {}; {}",
                              dose.rois[i].name, dose.tally.roi_energy[i], sum, damaged));
    }
    if (!possible_squares(sum, dose.tally.roi_squared[i])) {
      stored.fail(fmt::format("\"{}\" is impossible for an energy of {} quanta; {}",
                              dose.rois[i].name, sum, damaged));
    }
  }
}

}  // namespace

std::vector<std::string> tally_roi_names(const hdf5::Group& tally) {
  return tally.dataset("roi_energy").texts("names");
}

void read_tally(const hdf5::Group& tally, Dose& dose) {
  read_batches(tally.dataset("batches"), dose);
  read_energy(tally.dataset("energy"), dose);
  read_squares(tally.dataset("energy_squared"), dose);
  read_groups(tally.dataset("groups"), dose);
  read_roi_sums(tally, dose);
}

}  // namespace yttria
