// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <stdexcept>

#include "engine/case/case_file.hpp"
#include "engine/case/file_format.hpp"
#include "engine/case/grid_file.hpp"
#include "engine/error.hpp"
#include "engine/hdf5/output_file.hpp"
#include "engine/physics/material_library.hpp"

namespace yttria {

namespace {

void check_content(const Case& problem) {
  const auto voxels = static_cast<std::size_t>(problem.grid.voxels());
  const Source& source = problem.source;
  if (problem.density_g_cm3.size() != voxels || problem.material.size() != voxels ||
      (source.map_decays.empty() ? source.points_mm.empty() : source.map_decays.size() != voxels) ||
      source.points_mm.size() != source.points_decays.size()) {
    throw std::logic_error("a case whose arrays do not fit its grid cannot be written");
  }
  for (const Roi& roi : problem.rois) {
    if (roi.name.empty() || roi.name == "." || roi.name.find('/') != std::string::npos) {
      throw InputError("\"" + roi.name + "\" cannot name a region in a file; use a name without /");
    }
  }
}

bool is_of_library(const Material& material) {
  const std::vector<std::string> names = library_material_names();
  return std::find(names.begin(), names.end(), material.name) != names.end() &&
         library_material(material.name) == material;
}

void write_materials(hdf5::OutputGroup& root, const std::vector<Material>& materials) {
  hdf5::OutputGroup group = root.group("materials");
  std::vector<std::string> names;
  std::set<int> elements;
  for (const Material& material : materials) {
    names.push_back(material.name);
    if (is_of_library(material)) continue;
    for (const auto& [Z, fraction] : material.mass_fractions) elements.insert(Z);
  }
  group.texts("name", names);
  if (elements.empty()) return;

  // Rows of the library keep fractions of 0 and are found by name again, with their density.
  const std::vector<int> columns(elements.begin(), elements.end());
  const std::vector<std::uint8_t> Z(elements.begin(), elements.end());
  std::vector<double> fractions(materials.size() * columns.size(), 0);
  std::vector<double> mean_excitation_energy_eV(materials.size(), 0);
  for (std::size_t row = 0; row < materials.size(); ++row) {
    if (is_of_library(materials[row])) continue;
    for (const auto& [atomic_number, fraction] : materials[row].mass_fractions) {
      const auto column = std::lower_bound(columns.begin(), columns.end(), atomic_number);
      fractions[row * columns.size() + static_cast<std::size_t>(column - columns.begin())] =
          fraction;
    }
    mean_excitation_energy_eV[row] = materials[row].mean_excitation_energy_eV;
  }
  group.array("Z", {Z.size()}, Z.data());
  group.array("mass_fraction", {materials.size(), columns.size()}, fractions.data());
  group.array("mean_excitation_energy", {materials.size()}, mean_excitation_energy_eV.data())
      .attribute("units", "eV");
}

void write_medium(hdf5::OutputGroup& root, const Case& problem) {
  hdf5::OutputGroup group = root.group("medium");
  const hdf5::Shape shape = volume_shape(problem.grid);
  group.array("density", shape, problem.density_g_cm3.data()).attribute("units", "g/cm3");
  group.array("material", shape, problem.material.data(), hdf5::Packing::deflate)
      .attribute("units", "1");
}

void write_emitter(hdf5::OutputObject& object, const Source& source) {
  object.attribute("nuclide", source.nuclide);
  if (source.nuclide == "electron") object.attribute("energy_MeV", source.electron_energy_MeV);
}

void write_source(hdf5::OutputGroup& root, const Case& problem) {
  hdf5::OutputGroup group = root.group("source");
  const Source& source = problem.source;
  if (!source.map_decays.empty()) {
    hdf5::OutputDataset map =
        group.array("map", volume_shape(problem.grid), source.map_decays.data());
    map.attribute("units", "1");
    map.attribute("quantity", "decays");
    write_emitter(map, source);
  } else {
    hdf5::OutputGroup points = group.group("points");
    std::vector<double> coordinates;
    for (const auto& point : source.points_mm) {
      coordinates.insert(coordinates.end(), point.begin(), point.end());
    }
    points.array("position", {source.points_mm.size(), 3}, coordinates.data())
        .attribute("units", "mm");
    points.array("decays", {source.points_decays.size()}, source.points_decays.data())
        .attribute("units", "1");
    write_emitter(points, source);
    if (source.beam_direction != std::array<double, 3>{}) {
      points.attribute("direction", std::vector<double>(source.beam_direction.begin(),
                                                        source.beam_direction.end()));
    }
  }
  if (source.beta_spectrum.empty()) return;
  std::vector<double> rows;
  for (const auto& [energy, density] : source.beta_spectrum) {
    rows.push_back(energy);
    rows.push_back(density);
  }
  group.array("beta_spectrum", {source.beta_spectrum.size(), 2}, rows.data())
      .attribute("units", "MeV");
}

/// Expands the runs block by block: a mask is never in memory as a whole.
void write_mask(hdf5::OutputGroup& group, const Roi& roi, const Grid& grid) {
  const hdf5::Shape shape = volume_shape(grid);
  hdf5::OutputDataset mask = group.dataset<std::uint8_t>(roi.name, shape, hdf5::Packing::deflate);
  mask.attribute("role", to_string(roi.role));
  const std::int64_t plane = grid.shape[0] * grid.shape[1];
  const auto step = static_cast<std::int64_t>(mask.planes_per_write(0, 8u << 20, 1));
  std::vector<std::uint8_t> values;
  auto run = roi.runs.begin();
  for (std::int64_t z = 0; z < grid.shape[2]; z += step) {
    const std::int64_t planes = std::min(step, grid.shape[2] - z);
    const std::int64_t begin = z * plane, end = (z + planes) * plane;
    values.assign(static_cast<std::size_t>(end - begin), 0);
    while (run != roi.runs.end() && run->first < end) {
      const std::int64_t first = std::max(run->first, begin) - begin;
      const std::int64_t last = std::min(run->last, end) - begin;
      std::fill(values.begin() + first, values.begin() + last, std::uint8_t{1});
      if (run->last > end) break;
      ++run;
    }
    mask.write_block({static_cast<std::uint64_t>(z), 0, 0},
                     {static_cast<std::uint64_t>(planes), shape[1], shape[2]}, values.data());
  }
}

}  // namespace

void write_case(const std::filesystem::path& path, const Case& problem, bool replace) {
  write_case(path, problem, replace, [](hdf5::OutputGroup&) {});
}

void write_case(const std::filesystem::path& path, const Case& problem, bool replace,
                const std::function<void(hdf5::OutputGroup&)>& add) {
  check_content(problem);
  hdf5::OutputFile file(path, replace);
  hdf5::OutputGroup root = file.root();
  write_format(root, "yttria-case");
  write_grid(root, problem.grid);
  write_medium(root, problem);
  write_materials(root, problem.materials);
  write_source(root, problem);
  if (!problem.rois.empty()) {
    hdf5::OutputGroup rois = root.group("roi");
    for (const Roi& roi : problem.rois) write_mask(rois, roi, problem.grid);
  }
  add(root);
  file.commit();
}

}  // namespace yttria
