// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/import_activity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/error.hpp"
#include "engine/exchange/case_region.hpp"
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

[[noreturn]] void refuse_value(const Grid& grid, std::size_t voxel, float value) {
  const auto at = static_cast<std::int64_t>(voxel);
  throw InputError(fmt::format(
      "--activity: voxel ({}, {}, {}) (x, y, z) of the image is {}, not a finite number",
      at % grid.shape[0], at / grid.shape[0] % grid.shape[1], at / (grid.shape[0] * grid.shape[1]),
      value));
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
  for (std::size_t i = 0; i < amounts.values.size(); ++i) {
    float& value = amounts.values[i];
    if (!std::isfinite(value)) refuse_value(amounts.grid, i, value);
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
    const Roi& roi = roi_named(problem, name, "--uptake");
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

/// Scales a distribution to decays, with the shunted part in the lungs.
void calibrate(const Calibration& calibration, const Case& problem, double decays_per_GBq,
               Distribution& map, Record& record) {
  const double net_GBq = *calibration.total_GBq - calibration.residual_GBq;
  const double shunt = calibration.lung_shunt_percent.value_or(0) / 100;
  record.add("total_GBq", *calibration.total_GBq);
  record.add("residual_GBq", calibration.residual_GBq);
  record.add("lung_shunt_percent", 100 * shunt);
  std::vector<std::size_t> lungs;
  double replaced = 0;
  if (calibration.lung_shunt_percent) {
    record.add("lungs",
               calibration.lungs.empty() ? "regions with the role lung" : calibration.lungs);
    // Also without a shunt: then nothing lies there, whatever the image has.
    lungs = lung_voxels(calibration.lungs, problem);
    for (const std::size_t voxel : lungs) {
      replaced += map.values[voxel];
      map.values[voxel] = 0;
    }
  }
  const double whole = map.sum() + map.beyond_grid;
  if (!(whole > 0)) {
    throw InputError(
        "the distribution has nothing outside the lungs, which --lung-shunt fills; "
        "leave it out to keep what is there");
  }
  if (calibration.lung_shunt_percent) {
    record.add("lungs_of_the_image_percent", 100 * replaced / (whole + replaced));
  }
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

/// GBq and MBq are mistaken for each other, and Bq/mL for other units.
void warn_of_amount(const ImportOptions& options, double GBq, std::vector<std::string>& warnings) {
  constexpr double least_GBq = 1e-3, most_GBq = 100;
  if (GBq >= least_GBq && GBq <= most_GBq) return;
  const bool given = options.calibration.total_GBq.has_value();
  const std::string where = given ? "--total-activity" : options.activity->string();
  warnings.push_back(fmt::format(
      "{}: {:.6g} GBq is {} than any treatment has ({:g} to {:g} GBq); {}", where, GBq,
      GBq > most_GBq ? "more" : "less", least_GBq, most_GBq,
      given
          ? "the flag counts in GBq, give it so if MBq or Bq were meant"
          : "check units, rescale and dates of the image, or give --total-activity GBQ to use its "
            "distribution alone"));
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
  const double all_GBq = (map.sum() + map.beyond_grid + map.removed) / decays_per_GBq;
  warn_of_amount(options, options.calibration.total_GBq.value_or(all_GBq), warnings);
  record.parts.push_back(std::move(part));
}

}  // namespace yttria
