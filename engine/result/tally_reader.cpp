// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "engine/case/grid_file.hpp"
#include "engine/result/roi_voxels.hpp"
#include "engine/result/statistics.hpp"
#include "engine/result/tally_fault.hpp"
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
  if (dose.identity.dose_to == "medium") return;
  const std::uint64_t sum = scored_quanta(dose.tally), scored = parse(stored, "scored", 10);
  if (sum == scored) return;
  stored.fail(fmt::format("adds up to {} quanta, but {} were scored; {}", sum, scored, damaged));
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
}

void read_groups(const hdf5::Dataset& stored, Dose& dose) {
  const auto count = static_cast<std::uint64_t>(RoiVoxels(dose.rois).size());
  stored.require_type({"u8"});
  stored.require_shape({band_groups, count}, "16 groups of all ROI voxels");
  dose.tally.groups = stored.read_all<std::uint64_t>();
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
  if (const auto fault = fault_of_tally(dose)) {
    tally.dataset(fault->where).fail(fmt::format("{}; {}", fault->what, damaged));
  }
}

}  // namespace yttria
