// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/case_region.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/error.hpp"

namespace yttria {

namespace {

std::string names_of(const std::vector<Roi>& rois) {
  std::string names;
  for (const Roi& roi : rois) names += (names.empty() ? "" : ", ") + roi.name;
  return names.empty() ? "none" : names;
}

void leave_out_liver(const Case& problem, std::vector<std::size_t>& voxels) {
  std::vector<bool> liver(static_cast<std::size_t>(problem.grid.voxels()), false);
  for (const Roi& roi : problem.rois) {
    if (roi.role != RoiRole::tumour && roi.role != RoiRole::normal_liver) continue;
    for_each_voxel_of(roi.runs, [&](std::size_t voxel) { liver[voxel] = true; });
  }
  std::erase_if(voxels, [&](std::size_t voxel) { return liver[voxel]; });
}

/// Why there are none, with what helps.
[[noreturn]] void refuse_absent_lungs(const std::string& lungs) {
  constexpr const char* outside = "--lungs outside to leave the shunted part out of the case";
  if (lungs == "ct") {
    throw InputError(fmt::format(
        "--lungs ct: the CT shows no lungs within the case and outside the liver (50 mL "
        "at least from -950 to -400 HU inside the body); give a region with --lungs "
        "NAME, or {}",
        outside));
  }
  if (!lungs.empty()) {
    throw InputError(
        fmt::format("--lungs {}: all of the region is liver by its role, too; give "
                    "another, or {}",
                    lungs, outside));
  }
  throw InputError(fmt::format(
      "--lung-shunt: no region has the role lung outside the liver; give one with "
      "--role NAME=lung, or --lungs ct with --body auto to take them from the CT, or {}",
      outside));
}

}  // namespace

const Roi& roi_named(const Case& problem, const std::string& name, const std::string& flag) {
  for (const Roi& roi : problem.rois) {
    if (roi.name == name) return roi;
  }
  throw InputError(fmt::format("{} {}: the case has no such region; it has: {}", flag, name,
                               names_of(problem.rois)));
}

bool is_shunted_lung(const std::string& lungs, const Roi& roi) {
  const bool by_name = !lungs.empty() && lungs != "ct";
  return by_name ? roi.name == lungs : roi.role == RoiRole::lung;
}

std::vector<std::size_t> lung_voxels(const std::string& lungs, const Case& problem) {
  std::vector<std::size_t> voxels;
  if (lungs == "outside") return voxels;
  if (!lungs.empty() && lungs != "ct") roi_named(problem, lungs, "--lungs");
  for (const Roi& roi : problem.rois) {
    if (!is_shunted_lung(lungs, roi)) continue;
    for_each_voxel_of(roi.runs, [&](std::size_t voxel) { voxels.push_back(voxel); });
  }
  std::sort(voxels.begin(), voxels.end());
  voxels.erase(std::unique(voxels.begin(), voxels.end()), voxels.end());
  leave_out_liver(problem, voxels);
  if (voxels.empty()) refuse_absent_lungs(lungs);
  return voxels;
}

}  // namespace yttria
