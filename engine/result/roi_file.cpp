// SPDX-License-Identifier: Apache-2.0
#include "engine/result/roi_file.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/case/roi_reader.hpp"

namespace yttria {

void write_roi(hdf5::OutputGroup& rois, const Roi& roi, const RoiStatistics& statistics) {
  hdf5::OutputGroup group = rois.group(statistics.name);
  group.attribute("role", to_string(statistics.role));
  group.attribute("voxels", static_cast<std::uint64_t>(statistics.voxels));
  const std::pair<const char*, double> numbers[] = {
      {"volume_mL", statistics.volume_mL},
      {"mass_g", statistics.mass_g},
      {"mean_Gy", statistics.mean_Gy},
      {"mean_uncertainty", statistics.mean_uncertainty}};
  for (const auto& [name, value] : numbers) group.attribute(name, value);
  const std::pair<const char*, const Estimate*> estimates[] = {
      {"min", &statistics.min_Gy}, {"max", &statistics.max_Gy},
      {"D98", &statistics.D98},    {"D95", &statistics.D95},
      {"D90", &statistics.D90},    {"D70", &statistics.D70},
      {"D50", &statistics.D50},    {"D2", &statistics.D2},
      {"V100", &statistics.V100},  {"homogeneity", &statistics.homogeneity}};
  for (const auto& [name, estimate] : estimates) {
    group.attribute(name, estimate->value);
    group.attribute(std::string(name) + "_sigma", estimate->sigma);
    group.attribute(std::string(name) + "_noise_bias", estimate->noise_bias);
  }
  const DoseVolumeHistogram& dvh = statistics.dvh;
  group.table("dvh", {{"dose_Gy", &dvh.dose_Gy},
                      {"volume_fraction", &dvh.volume_fraction},
                      {"lower", &dvh.lower},
                      {"upper", &dvh.upper},
                      {"differential_per_Gy", &dvh.differential}});
  std::vector<std::int64_t> runs;
  for (const VoxelRun& run : roi.runs) {
    runs.push_back(run.first);
    runs.push_back(run.last);
  }
  group.array("runs", {roi.runs.size(), 2}, runs.data(), hdf5::Packing::deflate);
}

Roi read_roi(const hdf5::Group& group, const std::string& name, const Grid& grid) {
  Roi roi{name, RoiRole::other, {}};
  read_role(group, roi);
  const hdf5::Dataset stored = group.dataset("runs");
  stored.require_type({"i8"});
  if (stored.shape().size() != 2 || stored.shape()[1] != 2) {
    stored.fail(fmt::format("has shape {}, but must be [n][2]", hdf5::to_string(stored.shape())));
  }
  const std::vector<std::int64_t> ends = stored.read_all<std::int64_t>();
  std::int64_t before = 0;
  for (std::size_t i = 0; i + 1 < ends.size(); i += 2) {
    if (ends[i] < before || ends[i + 1] <= ends[i] || ends[i + 1] > grid.voxels()) {
      stored.fail(fmt::format("[{}] is {}:{}; runs of voxels must ascend within the grid", i / 2,
                              ends[i], ends[i + 1]));
    }
    roi.runs.push_back({ends[i], ends[i + 1]});
    before = ends[i + 1];
  }
  return roi;
}

}  // namespace yttria
