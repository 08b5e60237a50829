// SPDX-License-Identifier: Apache-2.0
#include "engine/run/problem.hpp"

#include <algorithm>
#include <cmath>

#include "engine/digest.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/physics/photon_tables.hpp"

namespace yttria {

namespace {

template <class T>
View<const T> look(const std::vector<T>& values) {
  return {values.data(), values.size()};
}

RoiRuns as_runs(const std::vector<VoxelRun>& runs) {
  RoiRuns result;
  for (const VoxelRun& run : runs) {
    result.runs.push_back(
        {static_cast<std::uint64_t>(run.first), static_cast<std::uint64_t>(run.last)});
  }
  return result;
}

/// Union of runs of several ROIs.
std::vector<VoxelRun> united(const std::vector<Roi>& rois) {
  std::vector<VoxelRun> all;
  for (const Roi& roi : rois) all.insert(all.end(), roi.runs.begin(), roi.runs.end());
  std::sort(all.begin(), all.end(),
            [](const VoxelRun& a, const VoxelRun& b) { return a.first < b.first; });
  std::vector<VoxelRun> merged;
  for (const VoxelRun& run : all) {
    if (!merged.empty() && run.first <= merged.back().last) {
      merged.back().last = std::max(merged.back().last, run.last);
    } else {
      merged.push_back(run);
    }
  }
  return merged;
}

/// Which rows of the materials some voxel has.
std::vector<bool> used_materials(const Case& problem) {
  std::vector<std::uint8_t> used(problem.materials.size(), 0);
  for (const std::uint16_t row : problem.material) used[row] = 1;
  return {used.begin(), used.end()};
}

/// Density of the densest voxel of each material.
std::vector<double> densest_voxels(const Case& problem) {
  std::vector<double> densest(problem.materials.size(), 0.0);
  for (std::size_t i = 0; i < problem.material.size(); ++i) {
    double& density = densest[problem.material[i]];
    density = std::max(density, static_cast<double>(problem.density_g_cm3[i]));
  }
  return densest;
}

/// In the axes of the grid; single precision leaves the length within 1e-7 of 1.
Vec3 beam_in_grid_axes(const Grid& grid, const std::array<double, 3>& beam) {
  real along[3];
  for (std::size_t axis = 0; axis < 3; ++axis) {
    double sum = 0;
    for (std::size_t k = 0; k < 3; ++k) sum += grid.direction[3 * k + axis] * beam[k];
    along[axis] = static_cast<real>(sum);
  }
  return {along[0], along[1], along[2]};
}

template <class T>
void release(std::vector<T>& values) {
  std::vector<T>().swap(values);
}

}  // namespace

std::vector<std::pair<double, double>> emitted_spectrum(const Source& source) {
  if (source.nuclide == "electron") return {{source.electron_energy_MeV, 1.0}};
  if (!source.beta_spectrum.empty()) return source.beta_spectrum;
  return nuclide(source.nuclide).spectrum;
}

std::string emission_data(const Source& source) {
  if (source.nuclide == "electron") return "monoenergetic electrons";
  if (!source.beta_spectrum.empty()) return "/source/beta_spectrum of the case file";
  return nuclide(source.nuclide).data_set;
}

double mean_emitted_energy_MeV(const Source& source) {
  const auto spectrum = emitted_spectrum(source);
  return spectrum.size() == 1 ? spectrum.front().first : mean_energy_MeV(spectrum);
}

std::string emission_digest(const Source& source) {
  Sha256 digest;
  for (const auto& [energy, density] : emitted_spectrum(source)) {
    digest.value(energy + 0.0);
    digest.value(density + 0.0);
  }
  return digest.hex();
}

Problem::Problem(Case&& problem, const TransportSettings& settings, std::uint64_t seed,
                 std::uint64_t histories_per_batch)
    : case_(std::move(problem)),
      tables_(case_.materials, emitted_spectrum(case_.source), settings, used_materials(case_)),
      seed_(seed),
      histories_per_batch_(histories_per_batch) {
  photon_majorant_ = photon_majorant(tables_.view().photon_steps, densest_voxels(case_));
  if (case_.source.points_mm.empty()) {
    build_map_source();
  } else {
    build_point_source();
  }
}

void Problem::build_map_source() {
  const std::vector<float>& map = case_.source.map_decays;
  const std::size_t nx = static_cast<std::size_t>(case_.grid.shape[0]);
  const std::size_t rows = map.size() / nx;
  cumulative_rows_.resize(rows);
  cumulative_share_.resize(map.size());
  double total = 0;
  for (std::size_t row = 0; row < rows; ++row) {
    const float* values = map.data() + row * nx;
    double sum = 0;
    for (std::size_t x = 0; x < nx; ++x) sum += static_cast<double>(values[x]);
    double part = 0;
    for (std::size_t x = 0; x < nx; ++x) {
      part += static_cast<double>(values[x]);
      cumulative_share_[row * nx + x] =
          sum > 0 ? static_cast<std::uint32_t>(part / sum * 4294967295.0) : 0u;
    }
    total += sum;
    cumulative_rows_[row] = total;
  }
  release(case_.source.map_decays);
}

void Problem::build_point_source() {
  const Grid& grid = case_.grid;
  beam_ = beam_in_grid_axes(grid, case_.source.beam_direction);
  double total = 0;
  for (std::size_t i = 0; i < case_.source.points_mm.size(); ++i) {
    total += case_.source.points_decays[i];
    cumulative_rows_.push_back(total);
    SourcePoint point = {};
    std::int32_t index[3];
    real position[3];
    for (std::size_t axis = 0; axis < 3; ++axis) {
      double along = 0;  // mm from the grid's low face
      for (std::size_t k = 0; k < 3; ++k) {
        along += grid.direction[3 * k + axis] * (case_.source.points_mm[i][k] - grid.origin_mm[k]);
      }
      const double voxels = along / grid.spacing_mm[axis] + 0.5;
      const double whole =
          std::clamp(std::floor(voxels), 0.0, static_cast<double>(grid.shape[axis] - 1));
      index[axis] = static_cast<std::int32_t>(whole);
      position[axis] =
          static_cast<real>(std::clamp(voxels - whole, 0.0, 1.0) * grid.spacing_mm[axis] * 0.1);
    }
    point.voxel = {index[0], index[1], index[2]};
    point.position_cm = {position[0], position[1], position[2]};
    points_.push_back(point);
  }
}

ProblemView Problem::view() const {
  ProblemView v = {};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    v.grid.shape[axis] = static_cast<std::int32_t>(case_.grid.shape[axis]);
    v.grid.size_cm[axis] = static_cast<real>(case_.grid.spacing_mm[axis] * 0.1);
  }
  v.grid.density_g_cm3 = look(case_.density_g_cm3);
  v.grid.material = look(case_.material);
  v.source.cumulative_rows = look(cumulative_rows_);
  v.source.cumulative_share = look(cumulative_share_);
  v.source.points = look(points_);
  v.source.beam = beam_;
  v.tables = tables_.view();
  v.photon_majorant = look(photon_majorant_);
  v.seed = seed_;
  v.histories_per_batch = histories_per_batch_;
  return v;
}

RoiLayout Problem::roi_layout() const {
  RoiLayout layout;
  for (const Roi& roi : case_.rois) layout.rois.push_back(as_runs(roi.runs));
  layout.any = as_runs(united(case_.rois));
  for (const RoiRuns::Run& run : layout.any.runs) layout.any_voxels += run.last - run.first;
  return layout;
}

std::vector<float> Problem::mass_g() const {
  const double volume_cm3 = case_.grid.voxel_volume_cm3();
  std::vector<float> mass(case_.density_g_cm3.size());
  for (std::size_t i = 0; i < mass.size(); ++i) {
    mass[i] = static_cast<float>(static_cast<double>(case_.density_g_cm3[i]) * volume_cm3);
  }
  return mass;
}

}  // namespace yttria
