// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "engine/case/case_file.hpp"
#include "engine/digest.hpp"

namespace yttria {

namespace {

constexpr const char* schema = "yttria-case-digest-1";
constexpr std::size_t block_voxels = 1u << 20;

void add_grid(Sha256& digest, const Grid& grid) {
  for (const std::int64_t extent : grid.shape) digest.value(extent);
  // Adding 0 turns -0 into 0: both mean the same.
  for (const double value : grid.spacing_mm) digest.value(value + 0.0);
  for (const double value : grid.origin_mm) digest.value(value + 0.0);
  for (const double value : grid.direction) digest.value(value + 0.0);
}

void add_material(Sha256& digest, const Material& material) {
  digest.value<std::uint64_t>(material.mass_fractions.size());
  for (const auto& [Z, fraction] : material.mass_fractions) {
    digest.value<std::int32_t>(Z);
    digest.value(fraction);
  }
  digest.value(material.mean_excitation_energy_eV);
  digest.value(material.nominal_density_g_cm3);
}

bool same_matter(const Material& a, const Material& b) {
  return a.mass_fractions == b.mass_fractions &&
         a.mean_excitation_energy_eV == b.mean_excitation_energy_eV &&
         a.nominal_density_g_cm3 == b.nominal_density_g_cm3;
}

/// Materials are numbered as they first appear in the volume: names, order, doubles and rows
/// that no voxel uses are not content.
void add_materials(Sha256& digest, const Case& problem) {
  constexpr std::uint16_t none = 0xFFFF;
  std::vector<std::uint16_t> number(problem.materials.size(), none);
  std::vector<std::size_t> used;  // rows, by number
  const auto number_of = [&](std::size_t row) {
    if (number[row] != none) return number[row];
    const auto same = std::find_if(used.begin(), used.end(), [&](std::size_t other) {
      return same_matter(problem.materials[other], problem.materials[row]);
    });
    number[row] = static_cast<std::uint16_t>(same - used.begin());
    if (same == used.end()) used.push_back(row);
    return number[row];
  };
  std::vector<std::uint16_t> block;
  digest.value<std::uint64_t>(problem.material.size());
  for (std::size_t first = 0; first < problem.material.size(); first += block_voxels) {
    block.clear();
    const std::size_t last = std::min(problem.material.size(), first + block_voxels);
    for (std::size_t i = first; i < last; ++i) block.push_back(number_of(problem.material[i]));
    digest.bytes(block.data(), block.size() * sizeof(std::uint16_t));
  }
  digest.value<std::uint64_t>(used.size());
  for (const std::size_t row : used) add_material(digest, problem.materials[row]);
}

void add_source(Sha256& digest, const Source& source) {
  digest.text(source.nuclide);
  digest.value(source.nuclide == "electron" ? source.electron_energy_MeV : 0.0);
  digest.value<std::uint64_t>(source.beta_spectrum.size());
  for (const auto& [energy, density] : source.beta_spectrum) {
    digest.value(energy + 0.0);
    digest.value(density + 0.0);
  }
  digest.array(source.map_decays);
  digest.value<std::uint64_t>(source.points_mm.size());
  for (const auto& point : source.points_mm) {
    for (const double coordinate : point) digest.value(coordinate + 0.0);
  }
  digest.array(source.points_decays);
  if (source.beam_direction == std::array<double, 3>{}) return;
  for (const double component : source.beam_direction) digest.value(component + 0.0);
}

void add_rois(Sha256& digest, const std::vector<Roi>& rois) {
  std::map<std::string, const Roi*> by_name;  // the order in memory is not content
  for (const Roi& roi : rois) by_name[roi.name] = &roi;
  digest.value<std::uint64_t>(by_name.size());
  for (const auto& [name, roi] : by_name) {
    digest.text(name);
    digest.text(to_string(roi->role));
    digest.value<std::uint64_t>(roi->runs.size());
    for (const VoxelRun& run : roi->runs) {
      digest.value(run.first);
      digest.value(run.last);
    }
  }
}

}  // namespace

std::string case_digest(const Case& problem) {
  Sha256 digest;
  digest.text(schema);
  add_grid(digest, problem.grid);
  digest.array(problem.density_g_cm3);
  add_materials(digest, problem);
  add_source(digest, problem.source);
  add_rois(digest, problem.rois);
  return digest.hex();
}

}  // namespace yttria
