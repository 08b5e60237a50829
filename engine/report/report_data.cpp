// SPDX-License-Identifier: Apache-2.0
#include "engine/report/report_data.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/analysis/compartment_doses.hpp"
#include "engine/analysis/grid_map.hpp"
#include "engine/case/case_file.hpp"
#include "engine/report/dose_scale.hpp"
#include "engine/result/statistics.hpp"
#include "engine/version.hpp"

namespace yttria::report {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

void find_maximum(ReportFile& file) {
  const std::vector<float>& dose = file.map.dose_Gy;
  for (std::size_t i = 0; i < dose.size(); ++i) {
    if (!(static_cast<double>(dose[i]) > file.maximum_Gy)) continue;  // not for NaN
    file.maximum_Gy = static_cast<double>(dose[i]);
    file.maximum_voxel = static_cast<std::int64_t>(i);
  }
}

void find_mean(ReportFile& file) {
  const DoseMap& map = file.map;
  double energy = 0, mass = 0;
  for (std::size_t i = 0; i < map.dose_Gy.size(); ++i) {
    const double weight = map.mass_g.empty() ? 1 : static_cast<double>(map.mass_g[i]);
    if (std::isnan(map.dose_Gy[i]) || !(weight > 0)) continue;
    energy += weight * static_cast<double>(map.dose_Gy[i]);
    mass += weight;
  }
  file.mean_Gy = energy / mass;
  file.mass_g = map.mass_g.empty() ? nan : mass;
}

/// A to Z, A2 to Z2 and so on.
std::string letter_of(std::size_t number) {
  const std::string letter(1, static_cast<char>('A' + number % 26));
  return number < 26 ? letter : fmt::format("{}{}", letter, number / 26 + 1);
}

ReportFile make_file(DoseMap&& map, std::size_t number) {
  ReportFile file{letter_of(number), std::move(map), Facts({}), {}, {}, 0, 0, 0, 0, nan, {}};
  file.facts = Facts(file.map);
  file.regions = roi_statistics(file.map);
  if (file.map.run) {
    const Dose& run = *file.map.run;
    for (std::size_t i = 0; i < run.rois.size(); ++i) {
      file.convergence.push_back(convergence(run, i));
    }
    file.max50 = max50_uncertainty(run.tally, run.mass_g);
  }
  find_maximum(file);
  find_mean(file);
  file.head = head_statements(file);
  return file;
}

/// The region asked for; else the largest tumour; else the maximum dose.
void choose_centre(ReportData& data) {
  const ReportFile& first = data.files.front();
  const std::vector<Roi>& rois = first.map.rois;
  const Roi* chosen = nullptr;
  if (data.options.focus) {
    chosen = &rois[roi_named(first.map, *data.options.focus)];
  } else {
    for (const Roi& roi : rois) {
      const bool larger = chosen == nullptr || roi.voxels() > chosen->voxels();
      if (roi.role == RoiRole::tumour && larger) chosen = &roi;
    }
  }
  const bool region = chosen != nullptr && chosen->voxels() > 0;
  data.centre = grid_index(first.map.grid,
                           region ? middle_voxel(first.map.grid, *chosen) : first.maximum_voxel);
  data.centre_name = region ? "centre of " + chosen->name : "maximum dose";
}

ReportCase gather_case(const std::string& file, const ReportFile& first) {
  const Case problem = read_case(file);
  ReportCase result{file, {}, plan_treatment(problem, {}), sanity_doses(problem), {}, {}};
  for (const Material& material : problem.materials) result.materials.push_back(material.name);
  const std::string doubt = check_same_case(first.map, problem, file);
  if (!doubt.empty()) result.doubts.push_back(doubt);
  std::vector<Roi> parts;
  for (const ModelDose& dose : result.plan.doses) {
    parts.push_back((result.plan.compartments.*dose.where).voxels);
  }
  result.computed = mean_doses(first.map, parts);
  return result;
}

}  // namespace

std::int64_t middle_voxel(const Grid& grid, const Roi& roi) {
  std::array<double, 3> sum{};
  const auto for_each = [&](auto&& visit) {
    for (const VoxelRun& run : roi.runs) {
      for (std::int64_t i = run.first; i < run.last; ++i) visit(i, grid_index(grid, i));
    }
  };
  for_each([&](std::int64_t, const GridIndex& at) {
    for (std::size_t a = 0; a < 3; ++a) sum[a] += static_cast<double>(at[a]);
  });
  const auto voxels = static_cast<double>(roi.voxels());
  std::int64_t best = 0;
  double least = std::numeric_limits<double>::max();
  for_each([&](std::int64_t voxel, const GridIndex& at) {
    double squared = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      const double off = static_cast<double>(at[a]) - sum[a] / voxels;
      squared += off * off * grid.spacing_mm[a] * grid.spacing_mm[a];
    }
    if (squared >= least) return;
    least = squared;
    best = voxel;
  });
  return best;
}

ReportData gather_report(std::vector<DoseMap>&& maps, const std::string& case_file,
                         const ReportOptions& options) {
  ReportData data;
  data.options = options;
  for (DoseMap& map : maps) data.files.push_back(make_file(std::move(map), data.files.size()));
  const ReportFile& first = data.files.front();
  for (std::size_t i = 1; i < data.files.size(); ++i) {
    data.comparisons.push_back(compare(first.map, data.files[i].map, options.comparison));
  }
  if (!case_file.empty()) data.of_case = gather_case(case_file, first);
  data.full_scale_Gy = options.full_scale_Gy.value_or(full_scale_Gy(first.map));
  data.isodose_Gy =
      options.isodose_Gy.empty() ? isodose_levels_Gy(data.full_scale_Gy) : options.isodose_Gy;
  std::sort(data.isodose_Gy.begin(), data.isodose_Gy.end());
  choose_centre(data);
  data.made = fmt::format("{:%Y-%m-%d %H:%M} UTC by Yttria {} ({})",
                          fmt::gmtime(std::chrono::system_clock::now()), version(), git_commit());
  return data;
}

}  // namespace yttria::report
