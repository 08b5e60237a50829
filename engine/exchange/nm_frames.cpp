// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/nm_frames.hpp"

#include <fmt/format.h>

#include <numeric>
#include <set>

namespace yttria {

namespace {

constexpr DicomTag increment{0x0028, 0x0009, "FrameIncrementPointer"};
constexpr DicomTag slice_vector{0x0054, 0x0080, "SliceVector"};

struct Dimension {
  DicomTag vector;
  const char* plural;
};
constexpr Dimension others[] = {{{0x0054, 0x0010, "EnergyWindowVector"}, "energy windows"},
                                {{0x0054, 0x0020, "DetectorVector"}, "detectors"},
                                {{0x0054, 0x0030, "PhaseVector"}, "phases"},
                                {{0x0054, 0x0050, "RotationVector"}, "rotations"},
                                {{0x0054, 0x0060, "RRIntervalVector"}, "heart cycles"},
                                {{0x0054, 0x0070, "TimeSlotVector"}, "time slots"},
                                {{0x0054, 0x0090, "AngularViewVector"}, "angular views"},
                                {{0x0054, 0x0100, "TimeSliceVector"}, "time slices"}};

void refuse_other_dimensions(const DicomFile& file) {
  for (const Dimension& dimension : others) {
    const std::vector<double> numbers = file.numbers(dimension.vector);
    const std::size_t count = std::set<double>(numbers.begin(), numbers.end()).size();
    if (count <= 1) continue;
    file.fail(dimension.vector,
              fmt::format("says that the frames are of {} {}: images of the same slices; export "
                          "one of them alone",
                          count, dimension.plural));
  }
  const auto pointer = file.text(increment);
  if (pointer && pointer->find("0054,0080") == std::string::npos) {
    file.fail(increment,
              fmt::format("is {}, without {}: the frames are no slices; give a reconstruction",
                          *pointer, to_string(slice_vector)));
  }
}

}  // namespace

std::vector<std::int64_t> nm_slices(const DicomFile& file, std::int64_t frames,
                                    std::vector<std::string>& warnings) {
  std::vector<std::int64_t> slices(static_cast<std::size_t>(frames));
  std::iota(slices.begin(), slices.end(), 0);
  if (frames == 1) return slices;
  refuse_other_dimensions(file);
  const std::vector<double> numbers = file.numbers(slice_vector);
  if (numbers.empty()) {
    warnings.push_back(
        fmt::format("{}: {} is missing: the frames are taken as slices in their "
                    "order",
                    file.place(), to_string(slice_vector)));
    return slices;
  }
  if (numbers.size() != slices.size()) {
    file.fail(slice_vector, fmt::format("has {} values for {} frames", numbers.size(), frames));
  }
  std::vector<bool> taken(slices.size(), false);
  for (std::size_t frame = 0; frame < slices.size(); ++frame) {
    const double number = numbers[frame];
    if (!(number >= 1 && number <= static_cast<double>(frames))) {
      file.fail(slice_vector, fmt::format("names slice {} of {}", number, frames));
    }
    const auto slice = static_cast<std::size_t>(number) - 1;
    if (taken[slice]) {
      file.fail(slice_vector,
                fmt::format("names slice {} twice: several images of the same slices; "
                            "export one of them alone",
                            slice + 1));
    }
    taken[slice] = true;
    slices[frame] = static_cast<std::int64_t>(slice);
  }
  return slices;
}

}  // namespace yttria
