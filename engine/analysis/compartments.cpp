// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/compartments.hpp"

#include <algorithm>

#include "engine/result/roi_voxels.hpp"
#include "engine/run/sanity_dose.hpp"

namespace yttria {

namespace {

std::vector<VoxelRun> without(const std::vector<VoxelRun>& runs,
                              const std::vector<VoxelRun>& removed) {
  std::vector<VoxelRun> rest;
  std::size_t begin = 0;
  for (VoxelRun run : runs) {
    while (begin < removed.size() && removed[begin].last <= run.first) ++begin;
    for (std::size_t i = begin; i < removed.size() && removed[i].first < run.last; ++i) {
      if (removed[i].first > run.first) rest.push_back({run.first, removed[i].first});
      run.first = removed[i].last;
    }
    if (run.first < run.last) rest.push_back(run);
  }
  return rest;
}

Compartment of_role(const Case& problem, RoiRole role) {
  Compartment result;
  result.voxels = {to_string(role), role, {}};
  std::vector<Roi> members;
  for (const Roi& roi : problem.rois) {
    if (roi.role != role) continue;
    members.push_back(roi);
    result.regions.push_back(roi.name);
  }
  result.voxels.runs = RoiVoxels(members).runs();
  return result;
}

void take_away(Compartment& from, const Compartment& what) {
  from.voxels.runs = without(from.voxels.runs, what.voxels.runs);
}

void measure(const Case& problem, Compartment& compartment) {
  const SanityDose sum = sanity_dose(problem, compartment.voxels);
  compartment.mass_g = sum.mass_g;
  compartment.decays = sum.decays;
  compartment.volume_mL =
      static_cast<double>(compartment.voxels.voxels()) * problem.grid.voxel_volume_cm3();
}

std::vector<Overlap> overlaps(const Case& problem) {
  constexpr RoiRole order[] = {RoiRole::tumour, RoiRole::normal_liver, RoiRole::lung};
  const auto rank = [&](const Roi& roi) {
    return std::find(std::begin(order), std::end(order), roi.role) - std::begin(order);
  };
  std::vector<Overlap> found;
  for (std::size_t i = 0; i < problem.rois.size(); ++i) {
    for (std::size_t j = i + 1; j < problem.rois.size(); ++j) {
      const Roi &one = problem.rois[i], &other = problem.rois[j];
      if (one.role == RoiRole::other || other.role == RoiRole::other) continue;
      const Roi rest{"", one.role, without(one.runs, other.runs)};
      const std::int64_t shared = one.voxels() - rest.voxels();
      if (shared == 0) continue;
      found.push_back({one.name, other.name, shared, order[std::min(rank(one), rank(other))]});
    }
  }
  return found;
}

}  // namespace

double Compartments::decays_elsewhere() const {
  const double rest = total_decays - lung.decays - tumour.decays - normal_liver.decays;
  return rest > 1e-6 * total_decays ? rest : 0;  // what rounding leaves of nothing
}

Compartments compartments(const Case& problem) {
  Compartments all;
  all.total_decays = problem.source.total_decays;
  all.tumour = of_role(problem, RoiRole::tumour);
  all.normal_liver = of_role(problem, RoiRole::normal_liver);
  all.lung = of_role(problem, RoiRole::lung);
  take_away(all.normal_liver, all.tumour);
  take_away(all.lung, all.tumour);
  take_away(all.lung, all.normal_liver);
  all.liver.voxels = {"liver with tumours", RoiRole::other,
                      RoiVoxels({all.tumour.voxels, all.normal_liver.voxels}).runs()};
  if (!all.normal_liver.regions.empty()) {
    all.liver.regions = all.normal_liver.regions;
    all.liver.regions.insert(all.liver.regions.end(), all.tumour.regions.begin(),
                             all.tumour.regions.end());
  }
  for (Compartment* one : {&all.tumour, &all.normal_liver, &all.lung, &all.liver}) {
    measure(problem, *one);
  }
  all.overlaps = overlaps(problem);
  return all;
}

}  // namespace yttria
