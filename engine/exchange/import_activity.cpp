// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/import_activity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/error.hpp"
#include "engine/exchange/decay.hpp"
#include "engine/physics/nuclide.hpp"

namespace yttria {

namespace {

/// Amounts per voxel of the case, and what is not there.
struct Distribution {
  std::vector<double> values;
  double beyond_grid = 0;
  double removed = 0;  // outside the body

  double sum() const { return std::accumulate(values.begin(), values.end(), 0.0); }
};

template <class Visit>
void for_each_voxel_of(const std::vector<VoxelRun>& runs, Visit&& visit) {
  for (const VoxelRun& run : runs) {
    for (std::int64_t voxel = run.first; voxel < run.last; ++voxel) {
      visit(static_cast<std::size_t>(voxel));
    }
  }
}

std::string names_of(const std::vector<Roi>& rois) {
  std::string names;
  for (const Roi& roi : rois) names += (names.empty() ? "" : ", ") + roi.name;
  return names.empty() ? "none" : names;
}

const Roi& roi_named(const std::vector<Roi>& rois, const std::string& name,
                     const std::string& flag) {
  for (const Roi& roi : rois) {
    if (roi.name == name) return roi;
  }
  throw InputError(
      fmt::format("{} {}: the case has no such region; it has: {}", flag, name, names_of(rois)));
}

/// Amounts of an image: decays of values, counts of a distribution. Below 0 is noise and becomes 0.
Volume<float> amounts_of(const EmissionImage& emission, double half_life_s, Record& record,
                         std::vector<std::string>& warnings) {
  double factor = 1;
  if (emission.unit != EmissionUnit::relative) factor = all_decays(1, half_life_s);
  if (emission.unit == EmissionUnit::Bq_per_mL) factor *= emission.values.grid.voxel_volume_cm3();
  Volume<float> amounts{emission.values.grid, emission.values.values};
  std::uint64_t negative = 0;
  double below = 0, above = 0;
  for (float& value : amounts.values) {
    if (!std::isfinite(value)) throw InputError("--activity: a value of the image is not finite");
    if (value < 0) {
      ++negative;
      below -= static_cast<double>(value);
      value = 0;
    }
    above += static_cast<double>(value);
    value = static_cast<float>(factor * static_cast<double>(value));
  }
  if (!(above > 0)) throw InputError("--activity: the image has no value above 0");
  record.add("voxels_below_0", negative);
  if (negative > 0) {
    record.add("below_0_over_above_0", below / above);
    warnings.push_back(
        fmt::format("{} voxels of the activity image are below 0 and count as 0: the total "
                    "grows by {:.3g} %",
                    negative, 100 * below / (above - below)));
  }
  return amounts;
}

void remove_outside(const std::vector<VoxelRun>& body, Distribution& map) {
  std::vector<double> kept(map.values.size(), 0);
  for_each_voxel_of(body, [&](std::size_t voxel) { kept[voxel] = map.values[voxel]; });
  const double before = map.sum();
  map.values = std::move(kept);
  map.removed = before - map.sum();
}

int rank(RoiRole role) {
  switch (role) {
    case RoiRole::tumour:
      return 3;
    case RoiRole::normal_liver:
      return 2;
    case RoiRole::lung:
      return 1;
    default:
      return 0;
  }
}

/// Relative concentration of every voxel.
Distribution distribution_of_uptakes(const Calibration& calibration, const Case& problem) {
  Distribution map;
  map.values.assign(static_cast<std::size_t>(problem.grid.voxels()), 0);
  std::vector<int> ranks(map.values.size(), -1);
  for (const auto& [name, ratio] : calibration.uptakes) {
    const Roi& roi = roi_named(problem.rois, name, "--uptake");
    const int own = rank(roi.role);
    std::uint64_t contradicted = 0;
    for_each_voxel_of(roi.runs, [&, value = ratio](std::size_t voxel) {
      if (ranks[voxel] == own && map.values[voxel] != value) ++contradicted;
      if (ranks[voxel] >= own) return;
      ranks[voxel] = own;
      map.values[voxel] = value;
    });
    if (contradicted > 0) {
      throw InputError(
          fmt::format("--uptake {}: {} voxels are also of another region with the role {} and "
                      "another uptake; give roles that say which counts (tumour before "
                      "normal_liver before lung before other)",
                      name, contradicted, to_string(roi.role)));
    }
  }
  if (!(map.sum() > 0)) throw InputError("--uptake: no region has an uptake above 0");
  return map;
}

/// What two regions claim is liver, as in every model of the treatment.
void leave_out_liver(const Case& problem, std::vector<std::size_t>& voxels) {
  std::vector<bool> liver(static_cast<std::size_t>(problem.grid.voxels()), false);
  for (const Roi& roi : problem.rois) {
    if (rank(roi.role) <= rank(RoiRole::lung)) continue;
    for_each_voxel_of(roi.runs, [&](std::size_t voxel) { liver[voxel] = true; });
  }
  std::erase_if(voxels, [&](std::size_t voxel) { return liver[voxel]; });
}

/// Voxels that the shunted part is spread over; empty where the lungs are outside.
std::vector<std::size_t> lung_voxels(const Calibration& calibration, const Case& problem) {
  std::vector<std::size_t> voxels;
  if (calibration.lungs == "outside") return voxels;
  const bool by_name = !calibration.lungs.empty() && calibration.lungs != "ct";
  if (by_name) roi_named(problem.rois, calibration.lungs, "--lungs");
  for (const Roi& roi : problem.rois) {
    if (by_name ? roi.name != calibration.lungs : roi.role != RoiRole::lung) continue;
    for_each_voxel_of(roi.runs, [&](std::size_t voxel) { voxels.push_back(voxel); });
  }
  std::sort(voxels.begin(), voxels.end());
  voxels.erase(std::unique(voxels.begin(), voxels.end()), voxels.end());
  leave_out_liver(problem, voxels);
  if (voxels.empty()) {
    throw InputError(
        "--lung-shunt: no region has the role lung; give one with --role NAME=lung, or "
        "--lungs ct to take them from the CT, or --lungs outside to leave the shunted "
        "part out of the case");
  }
  return voxels;
}

/// Scales a distribution to decays, with the shunted part in the lungs.
void calibrate(const Calibration& calibration, const Case& problem, double decays_per_GBq,
               Distribution& map, Record& record) {
  const double net_GBq = *calibration.total_GBq - calibration.residual_GBq;
  const double shunt = calibration.lung_shunt_percent.value_or(0) / 100;
  record.add("total_GBq", *calibration.total_GBq);
  record.add("residual_GBq", calibration.residual_GBq);
  record.add("lung_shunt_percent", 100 * shunt);
  std::vector<std::size_t> lungs;
  if (calibration.lung_shunt_percent) {
    record.add("lungs",
               calibration.lungs.empty() ? "regions with the role lung" : calibration.lungs);
    if (shunt > 0) lungs = lung_voxels(calibration, problem);
    for (const std::size_t voxel : lungs) map.values[voxel] = 0;
  }
  const double whole = map.sum() + map.beyond_grid;
  if (!(whole > 0)) throw InputError("the distribution has nothing outside the lungs");
  const double scale = (1 - shunt) * net_GBq * decays_per_GBq / whole;
  for (double& value : map.values) value *= scale;
  map.beyond_grid *= scale;
  map.removed *= scale;
  const double shunted = shunt * net_GBq * decays_per_GBq;
  if (lungs.empty()) map.beyond_grid += shunted;  // it is, but not in the case
  for (const std::size_t voxel : lungs) {
    map.values[voxel] += shunted / static_cast<double>(lungs.size());
  }
}

}  // namespace

void check_activity_options(const ImportOptions& options) {
  const Calibration& calibration = options.calibration;
  if (options.activity.has_value() == !calibration.uptakes.empty()) {
    throw InputError(options.activity
                         ? "--activity and --uptake: give one, an image or uptakes of regions"
                         : "no activity: give --activity, an image, or --total-activity GBQ with "
                           "--uptake NAME=RATIO for regions");
  }
  if (!calibration.total_GBq) {
    if (!calibration.uptakes.empty()) throw InputError("--uptake needs --total-activity GBQ");
    if (calibration.lung_shunt_percent || calibration.residual_GBq != 0) {
      throw InputError(
          "--lung-shunt and --residual need --total-activity GBQ: an image in Bq/mL says "
          "itself what lies where");
    }
    return;
  }
  if (!(calibration.residual_GBq >= 0 && calibration.residual_GBq < *calibration.total_GBq)) {
    throw InputError("--residual: give GBq from 0 to below --total-activity");
  }
  const double shunt = calibration.lung_shunt_percent.value_or(0);
  if (!(shunt >= 0 && shunt < 100))
    throw InputError("--lung-shunt: give percent from 0 to below 100");
  if (!calibration.lungs.empty() && !calibration.lung_shunt_percent) {
    throw InputError("--lungs needs --lung-shunt PCT");
  }
}

void fill_activity(const ImportOptions& options, const std::optional<EmissionImage>& emission,
                   const std::optional<std::vector<VoxelRun>>& body, Case& problem, Record& record,
                   std::vector<std::string>& warnings) {
  const Nuclide emitter = nuclide(options.emission.nuclide);
  const double decays_per_GBq = all_decays(1e9, emitter.half_life_h * 3600);
  Record part{"source"};
  part.add("nuclide", emitter.name);
  part.add("half_life_h", emitter.half_life_h);
  part.add("nuclide_data", emitter.data_set);

  Distribution map;
  if (emission) {
    const Volume<float> amounts = amounts_of(*emission, emitter.half_life_h * 3600, part, warnings);
    SharedAmounts shared = share_out(amounts, problem.grid);
    map.values = std::move(shared.values);
    map.beyond_grid = shared.beyond;
    part.add("resampling_residual", (map.sum() + map.beyond_grid) / shared.handed_out - 1);
  } else {
    map = distribution_of_uptakes(options.calibration, problem);
    Record uptakes{"uptakes"};
    for (const auto& [name, ratio] : options.calibration.uptakes) uptakes.add(name, ratio);
    part.parts.push_back(std::move(uptakes));
  }
  if (body && !options.keep_activity_outside) remove_outside(*body, map);
  if (options.calibration.total_GBq) {
    calibrate(options.calibration, problem, decays_per_GBq, map, part);
  }

  problem.source.nuclide = emitter.name;
  problem.source.quantity = "decays";
  problem.source.map_decays.assign(map.values.begin(), map.values.end());
  problem.source.total_decays =
      std::accumulate(problem.source.map_decays.begin(), problem.source.map_decays.end(), 0.0);
  part.add("case_GBq", problem.source.total_decays / decays_per_GBq);
  part.add("beyond_case_GBq", map.beyond_grid / decays_per_GBq);
  part.add("removed_outside_body_GBq", map.removed / decays_per_GBq);
  part.add("rounding_residual", problem.source.total_decays / map.sum() - 1);
  if (map.beyond_grid > 1e-6 * problem.source.total_decays) {
    const double beyond_GBq = map.beyond_grid / decays_per_GBq;
    warnings.push_back(fmt::format("{:.4g} GBq lie beyond the case, {:.4g} GBq in it", beyond_GBq,
                                   problem.source.total_decays / decays_per_GBq));
  }
  if (body && options.keep_activity_outside) {
    Distribution copy = map;
    remove_outside(*body, copy);
    part.add("outside_body_GBq", copy.removed / decays_per_GBq);
    if (copy.removed > 1e-6 * problem.source.total_decays) {
      warnings.push_back(
          fmt::format("{:.4g} GBq lie outside the body, in air; --outside-body remove takes "
                      "them away",
                      copy.removed / decays_per_GBq));
    }
  }
  record.parts.push_back(std::move(part));
}

}  // namespace yttria
