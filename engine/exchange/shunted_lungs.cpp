// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/shunted_lungs.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/analysis/grid_map.hpp"
#include "engine/exchange/case_region.hpp"
#include "engine/exchange/resampled_case.hpp"

namespace yttria {

namespace {

// MIRD's 1000 g are the convention for lungs with their blood; small adults have some 600 g.
constexpr double conventional_mass_g = 1000;
constexpr double least_mass_g = 600;
constexpr double layer_tolerance = 1e-3;  // of a slice

/// Faces of the CT by axis: the first and the last layer of voxels.
struct Faces {
  std::array<bool, 3> first{}, last{};
};

/// Half of a voxel of one grid, in voxels of another along its axes.
std::array<double, 3> half_voxel(const GridMap& map) {
  const GridPosition corner = map({0, 0, 0});
  std::array<double, 3> half{};
  for (std::size_t k = 0; k < 3; ++k) {
    GridIndex next{};
    next[k] = 1;
    const GridPosition at = map(next);
    for (std::size_t axis = 0; axis < 3; ++axis)
      half[axis] += std::abs(at[axis] - corner[axis]) / 2;
  }
  return half;
}

/// Adds the outermost layers of the CT in which a mask has a voxel.
void add_faces(const ShareMask& mask, const Grid& ct, Faces& faces) {
  const GridMap map(mask.grid, ct);
  const std::array<double, 3> half = half_voxel(map);
  for (std::size_t i = 0; i < mask.values.size(); ++i) {
    if (!in_region(mask.values[i], mask.grid, i)) continue;
    const GridPosition at = map(grid_index(mask.grid, static_cast<std::int64_t>(i)));
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double last_layer = static_cast<double>(ct.shape[axis]) - 1.5;
      if (at[axis] - half[axis] < 0.5 - layer_tolerance) faces.first[axis] = true;
      if (at[axis] + half[axis] > last_layer + layer_tolerance) faces.last[axis] = true;
    }
  }
}

/// "z = 0", "z = 61": layers of the CT; z counts its slices.
std::vector<std::string> named(const Faces& faces, const Grid& ct) {
  std::vector<std::string> names;
  for (const std::size_t axis : {2U, 1U, 0U}) {
    const char letter = "xyz"[axis];
    if (faces.first[axis]) names.push_back(fmt::format("{} = 0", letter));
    if (faces.last[axis]) names.push_back(fmt::format("{} = {}", letter, ct.shape[axis] - 1));
  }
  return names;
}

/// What cut lungs do to the dose, with the remedy.
std::string warning(const ImportOptions& options, const std::vector<std::string>& regions,
                    const std::vector<std::string>& cut, double mass_g) {
  std::string where;
  if (!cut.empty()) {
    where = fmt::format(" and reach the edge of the CT, its voxels {}: it cuts them",
                        fmt::join(cut, " and "));
  }
  std::string dose = "the dose there is too high if the rest of the lungs is not in the case";
  if (mass_g < conventional_mass_g) {
    dose = fmt::format("the dose there is {:.3g} times that of {:g} g, the conventional mass",
                       conventional_mass_g / mass_g, conventional_mass_g);
  }
  return fmt::format(
      "{}: the lungs ({}) weigh {:.4g} g in the case{}. All of the shunt lies in them, and {}; "
      "give "
      "--lungs outside to leave the shunted part out of the case, or a CT that holds the whole "
      "lungs",
      options.ct.string(), fmt::join(regions, ", "), mass_g, where, dose);
}

}  // namespace

void tell_shunted_lungs(const ImportOptions& options, const CtImage& ct,
                        const std::vector<ImageRegion>& regions, const Case& problem,
                        Record& record, std::vector<std::string>& warnings) {
  const Calibration& calibration = options.calibration;
  if (!(calibration.lung_shunt_percent.value_or(0) > 0) || calibration.lungs == "outside") return;
  double mass_g = 0;
  for (const std::size_t voxel : lung_voxels(calibration.lungs, problem)) {
    mass_g += static_cast<double>(problem.density_g_cm3[voxel]) * problem.grid.voxel_volume_cm3();
  }
  Faces faces;
  std::vector<std::string> names;
  for (const Roi& roi : problem.rois) {
    if (!is_shunted_lung(calibration.lungs, roi)) continue;
    names.push_back(roi.name);
    const auto region = std::find_if(regions.begin(), regions.end(),
                                     [&](const ImageRegion& r) { return r.name == roi.name; });
    add_faces(region->mask, ct.hu.grid, faces);
  }
  const std::vector<std::string> cut = named(faces, ct.hu.grid);
  Record part{"shunted_lungs"};
  part.add("regions", names);
  part.add("mass_g", mass_g);
  part.add("reach_ct_voxels", cut);
  record.parts.push_back(std::move(part));
  if (cut.empty() && mass_g >= least_mass_g) return;
  warnings.push_back(warning(options, names, cut, mass_g));
}

}  // namespace yttria
