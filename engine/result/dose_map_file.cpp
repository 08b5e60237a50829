// SPDX-License-Identifier: Apache-2.0
#include "engine/result/dose_map_file.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "engine/case/bad_voxels.hpp"
#include "engine/case/file_format.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/case/roi_reader.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/provenance_file.hpp"
#include "engine/result/roi_file.hpp"

namespace yttria {

namespace {

enum class Gaps { allowed, refused };

std::vector<float> read_volume(const hdf5::Group& result, const char* name, const char* units,
                               const Grid& grid, Gaps gaps) {
  const hdf5::Dataset stored = result.dataset(name);
  stored.require_type({"f4", "f8"});
  stored.require_shape(volume_shape(grid), "the grid");
  check_units(stored, units);
  std::vector<float> values = stored.read_all<float>();
  BadVoxels bad;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool gap = std::isnan(values[i]) && gaps == Gaps::allowed;
    if (gap || (values[i] >= 0 && std::isfinite(values[i]))) continue;
    bad.add(static_cast<std::int64_t>(i), static_cast<double>(values[i]));
  }
  Problems problems(Problems::Policy::throw_first);
  bad.report(problems, stored, grid.shape, "must be finite and not negative");
  return values;
}

std::vector<Roi> read_regions(const hdf5::Group& root, const Grid& grid, Problems& problems) {
  if (!root.has("roi")) return {};
  const hdf5::Group group = root.group("roi");
  const std::vector<std::string> names = group.names();
  if (names.empty() || !group.is_group(names.front())) return read_rois(root, grid, problems);
  std::vector<Roi> rois;
  for (const std::string& name : names) rois.push_back(read_roi(group.group(name), name, grid));
  return rois;
}

DoseMap read_without_sums(const hdf5::InputFile& file, const std::string& path) {
  DoseMap map;
  map.file = path;
  if (!file.has("result"))
    file.fail("has no /result, so there is no dose in it; give a file of yttria run or convolve");
  const hdf5::Group result = file.group("result");
  Problems problems(Problems::Policy::throw_first);
  const hdf5::Dataset dose = result.dataset("dose");
  map.grid = read_grid(file, dose, problems);
  map.dose_Gy = read_volume(result, "dose", "Gy", map.grid, Gaps::allowed);
  map.uncertainty.assign(map.dose_Gy.size(), std::numeric_limits<float>::quiet_NaN());
  if (result.has("uncertainty")) {
    map.uncertainty = read_volume(result, "uncertainty", "1", map.grid, Gaps::allowed);
  }
  if (result.has("mass")) map.mass_g = read_volume(result, "mass", "g", map.grid, Gaps::refused);
  map.rois = read_regions(file, map.grid, problems);
  if (file.has_attribute("status")) map.complete = file.text("status") == "complete";
  if (file.has("provenance")) {
    const hdf5::Group provenance = file.group("provenance");
    map.provenance = read_entries(provenance);
    if (provenance.has_attribute("dose_to")) map.dose_to = provenance.text("dose_to");
  }
  return map;
}

void write_result(hdf5::OutputGroup& root, const DoseMap& map) {
  hdf5::OutputGroup group = root.group("result");
  const hdf5::Shape shape = volume_shape(map.grid);
  hdf5::OutputDataset dose = group.array("dose", shape, map.dose_Gy.data());
  dose.attribute("units", "Gy");
  dose.attribute("quantity", "absorbed dose to " + map.dose_to);
  group.array("uncertainty", shape, map.uncertainty.data(), hdf5::Packing::deflate)
      .attribute("units", "1");
  if (!map.mass_g.empty()) {
    group.array("mass", shape, map.mass_g.data()).attribute("units", "g");
  }
}

}  // namespace

DoseMap read_dose_map(const std::filesystem::path& path) {
  {
    const hdf5::InputFile file(path);
    check_format(file, "yttria-dose");
    if (!file.has("tally")) return read_without_sums(file, path.string());
  }
  return dose_map(read_dose(path), path.string());
}

std::vector<RoiStatistics> write_dose_map(const std::filesystem::path& path, const DoseMap& map,
                                          bool replace) {
  hdf5::OutputFile file(path, replace);
  hdf5::OutputGroup root = file.root();
  write_format(root, "yttria-dose");
  root.attribute("status", map.complete ? "complete" : "partial");
  write_grid(root, map.grid);
  write_result(root, map);
  hdf5::OutputGroup rois = root.group("roi");
  std::vector<RoiStatistics> statistics = roi_statistics(map);
  for (std::size_t i = 0; i < map.rois.size(); ++i) write_roi(rois, map.rois[i], statistics[i]);
  hdf5::OutputGroup provenance = root.group("provenance");
  write_entries(provenance, map.provenance);
  file.commit();
  return statistics;
}

}  // namespace yttria
