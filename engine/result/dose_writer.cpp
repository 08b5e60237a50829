// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <stdexcept>

#include "engine/case/file_format.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/result/dose_file.hpp"
#include "engine/result/provenance_file.hpp"
#include "engine/result/roi_file.hpp"
#include "engine/result/roi_statistics.hpp"
#include "engine/result/roi_voxels.hpp"
#include "engine/result/statistics.hpp"
#include "engine/result/tally_file.hpp"

namespace yttria {

namespace {

constexpr std::uint64_t slab_bytes = 8u << 20;

void check_sizes(const Dose& dose) {
  const auto voxels = static_cast<std::size_t>(dose.grid.voxels());
  const auto roi_voxels = static_cast<std::size_t>(RoiVoxels(dose.rois).size());
  const TallySums& tally = dose.tally;
  if (dose.mass_g.size() != voxels || tally.energy.size() != voxels ||
      tally.squared_low.size() != voxels || tally.squared_high.size() != voxels ||
      tally.groups.size() != band_groups * roi_voxels ||
      tally.roi_energy.size() != dose.rois.size() || tally.roi_squared.size() != dose.rois.size()) {
    throw std::logic_error("a dose whose arrays do not fit its grid and regions cannot be written");
  }
}

/// Computes one volume of /result from the sums and writes it slab by slab.
template <class Value>
hdf5::OutputDataset write_volume(hdf5::OutputGroup& group, const char* name, const char* units,
                                 const Dose& dose, Value&& value_of) {
  const hdf5::Shape shape = volume_shape(dose.grid);
  hdf5::OutputDataset volume = group.dataset<float>(name, shape);
  volume.attribute("units", units);
  const std::uint64_t plane = shape[1] * shape[2];
  const std::uint64_t step = volume.planes_per_write(0, slab_bytes, sizeof(float));
  std::vector<float> values;
  for (std::uint64_t z = 0; z < shape[0]; z += step) {
    const std::uint64_t planes = std::min(step, shape[0] - z);
    values.resize(planes * plane);
    for (std::uint64_t i = 0; i < values.size(); ++i) {
      values[i] = static_cast<float>(value_of(z * plane + i));
    }
    volume.write_block({z, 0, 0}, {planes, shape[1], shape[2]}, values.data());
  }
  return volume;
}

void write_result(hdf5::OutputGroup& root, const Dose& dose) {
  hdf5::OutputGroup group = root.group("result");
  const double decays = decays_per_history(dose);
  const TallySums& tally = dose.tally;
  write_volume(group, "dose", "Gy", dose, [&](std::size_t i) {
    return absorbed_dose_Gy(tally.energy[i], static_cast<double>(dose.mass_g[i]), decays);
  }).attribute("quantity", "absorbed dose to " + dose.identity.dose_to);
  write_volume(group, "uncertainty", "1", dose,
               [&](std::size_t i) { return voxel_uncertainty(dose, i); });
  group.array("mass", volume_shape(dose.grid), dose.mass_g.data()).attribute("units", "g");
}

}  // namespace

std::vector<RoiStatistics> write_dose(const std::filesystem::path& path, const Dose& dose,
                                      bool replace, const std::filesystem::path& keep) {
  check_sizes(dose);
  hdf5::OutputFile file(path, replace);
  hdf5::OutputGroup root = file.root();
  write_format(root, "yttria-dose");
  root.attribute("status", dose.complete ? "complete" : "partial");
  write_grid(root, dose.grid);
  write_result(root, dose);
  write_tally(root, dose);
  hdf5::OutputGroup rois = root.group("roi");
  std::vector<RoiStatistics> statistics = roi_statistics(dose);
  for (std::size_t i = 0; i < dose.rois.size(); ++i) {
    write_roi(rois, dose.rois[i], statistics[i]);
  }
  write_provenance(root, dose);
  file.commit(keep);
  return statistics;
}

std::uint64_t dose_file_bytes(std::uint64_t voxels, std::uint64_t roi_voxels, std::uint64_t rois) {
  constexpr std::uint64_t per_voxel = 3 * sizeof(float) + 3 * sizeof(std::uint64_t);
  constexpr std::uint64_t per_region = 64u << 10, rest = 256u << 10;  // histograms, attributes
  const std::uint64_t arrays =
      per_voxel * voxels + band_groups * sizeof(std::uint64_t) * roi_voxels;
  return arrays + arrays / 32 + per_region * rois + rest;  // chunks are not all full
}

}  // namespace yttria
