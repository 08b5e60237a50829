// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/comparison_file.hpp"

#include <fmt/format.h>

#include "engine/case/file_format.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/hdf5/output_file.hpp"

namespace yttria {

namespace {

hdf5::OutputDataset write_map(hdf5::OutputGroup& group, const std::string& name, const Grid& grid,
                              const std::vector<float>& values) {
  hdf5::OutputDataset map =
      group.array(name, volume_shape(grid), values.data(), hdf5::Packing::deflate);
  map.attribute("units", "1");
  return map;
}

void write_gamma(hdf5::OutputGroup& group, const Comparison& c, std::size_t which) {
  const GammaMap& map = c.gamma[which];
  hdf5::OutputDataset gamma =
      write_map(group, fmt::format("gamma_{}", which + 1), c.grid, map.gamma);
  gamma.attribute("criterion", to_string(map.criterion));
  gamma.attribute("dose_percent", map.criterion.dose_percent);
  gamma.attribute("distance_mm", map.criterion.distance_mm);
  gamma.attribute("normalisation", to_string(c.options.gamma.normalisation));
  gamma.attribute("interpolation", c.options.gamma.interpolate ? "trilinear" : "none");
  gamma.attribute("threshold_percent", c.options.gamma.threshold_percent);
  gamma.attribute("maximum", c.options.gamma.maximum);
  gamma.attribute("judged", static_cast<std::uint64_t>(map.judged));
  gamma.attribute("passed", static_cast<std::uint64_t>(map.passed));
  gamma.attribute("passing_rate", map.passing_rate);
  gamma.attribute("mean", map.mean);
  gamma.attribute("largest", map.largest);
}

void write_distribution(hdf5::OutputGroup& statistics, const char* name, const Distribution& d) {
  hdf5::OutputGroup group = statistics.group(name);
  group.attribute("voxels", static_cast<std::uint64_t>(d.count));
  group.attribute("mean", d.mean);
  group.attribute("sd", d.sd);
  group.attribute("rms", d.rms);
  group.attribute("min", d.lowest.value);
  group.attribute("max", d.highest.value);
  group.attribute("percents", std::vector<double>(d.percents.begin(), d.percents.end()));
  group.attribute("percentiles", std::vector<double>(d.percentiles.begin(), d.percentiles.end()));
}

void write_agreement(hdf5::OutputObject& object, const Agreement& a) {
  object.attribute("agreement_voxels", static_cast<std::uint64_t>(a.voxels));
  object.attribute("mare", a.mare);
  object.attribute("rsd", a.rsd);
  object.attribute("bias_Gy", a.bias_Gy);
  object.attribute("lower_limit_Gy", a.lower_limit_Gy);
  object.attribute("upper_limit_Gy", a.upper_limit_Gy);
  object.attribute("correlation", a.correlation);
}

void write_z(hdf5::OutputGroup& statistics, const Comparison& c) {
  hdf5::OutputGroup group = statistics.group("z");
  if (!c.z_scores) return group.attribute("not_given", c.no_z);
  group.attribute("voxels", static_cast<std::uint64_t>(c.z_scores->voxels));
  group.attribute("mean", c.z_scores->mean);
  group.attribute("sd", c.z_scores->sd);
  for (std::size_t k = 0; k < c.z_scores->beyond.size(); ++k) {
    group.attribute(fmt::format("beyond_{}", k + 1), c.z_scores->beyond[k]);
  }
}

void write_region(hdf5::OutputGroup& rois, const RoiComparison& roi) {
  hdf5::OutputGroup group = rois.group(roi.name);
  group.attribute("role", to_string(roi.role));
  group.attribute("voxels", static_cast<std::uint64_t>(roi.voxels));
  group.attribute("compared", static_cast<std::uint64_t>(roi.compared));
  for (const ComparedValue& value : roi.values) {
    group.attribute("reference_" + value.name, value.reference);
    group.attribute("test_" + value.name, value.test);
    group.attribute("difference_" + value.name, value.difference());
    group.attribute("sigma_" + value.name, value.sigma);
  }
  write_agreement(group, roi.agreement);
  group.attribute("largest_dvh_difference", roi.dvh.largest);
  group.attribute("largest_dvh_difference_at_Gy", roi.dvh.at_Gy);
  if (!roi.notes.empty()) group.attribute("notes", roi.notes);
  group.table("dvh", {{"dose_Gy", &roi.dvh.dose_Gy},
                      {"reference", &roi.dvh.reference},
                      {"test", &roi.dvh.test},
                      {"difference", &roi.dvh.difference}});
}

}  // namespace

void write_comparison(const std::filesystem::path& path, const Comparison& c, bool replace) {
  hdf5::OutputFile file(path, replace);
  hdf5::OutputGroup root = file.root();
  write_format(root, "yttria-comparison");
  root.attribute("reference", c.reference);
  root.attribute("test", c.test);
  root.attribute("resampled", std::uint64_t{c.same_grid ? 0u : 1u});
  root.attribute("threshold_percent", c.options.gamma.threshold_percent);
  root.attribute("maximum_Gy", c.maximum_Gy);
  if (!c.warnings.empty()) root.attribute("warnings", c.warnings);
  write_grid(root, c.grid);

  hdf5::OutputGroup maps = root.group("difference");
  write_map(maps, "local", c.grid, c.local);
  write_map(maps, "global", c.grid, c.global);
  if (!c.z.empty()) write_map(maps, "z", c.grid, c.z);
  for (std::size_t i = 0; i < c.gamma.size(); ++i) write_gamma(maps, c, i);

  hdf5::OutputGroup statistics = root.group("statistics");
  write_distribution(statistics, "local", c.local_distribution);
  write_distribution(statistics, "global", c.global_distribution);
  hdf5::OutputGroup agreement = statistics.group("agreement");
  write_agreement(agreement, c.agreement);
  write_z(statistics, c);
  hdf5::OutputGroup rois = root.group("roi");
  for (const RoiComparison& roi : c.rois) write_region(rois, roi);
  file.commit();
}

}  // namespace yttria
