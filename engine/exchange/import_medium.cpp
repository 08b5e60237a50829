// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/import_medium.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/analysis/grid_map.hpp"
#include "engine/error.hpp"
#include "engine/exchange/body_mask.hpp"
#include "engine/exchange/hounsfield.hpp"
#include "engine/exchange/import_regions.hpp"
#include "engine/physics/material_library.hpp"

namespace yttria {

namespace {

constexpr double air_hu = -1000;
constexpr double told_supposed = 1e-3;  // of the mass

bool has_voxel(const ShareMask& region, std::size_t voxel) {
  return in_region(region.values[voxel], region.grid, voxel);
}

/// A mask on the grid of the CT, whatever grid it was made on.
ShareMask on_ct(const ShareMask& mask, const Grid& ct) {
  if (same_grid(mask.grid, ct)) return mask;
  ShareMask there{ct, std::vector<std::uint8_t>(static_cast<std::size_t>(ct.voxels()), 0)};
  for (const VoxelRun& run : resample_mask(mask, ct)) {
    std::fill(there.values.begin() + run.first, there.values.begin() + run.last, std::uint8_t{255});
  }
  return there;
}

/// Contrast agent and metal: no more than `most` HU in a region.
Record cap_region(Volume<float>& hu, const ImageRegion& region, double most) {
  const ShareMask mask = on_ct(region.mask, hu.grid);
  const auto cap = static_cast<float>(most);
  std::uint64_t changed = 0;
  double removed = 0;
  for (std::size_t i = 0; i < hu.values.size(); ++i) {
    if (!(hu.values[i] > cap) || !has_voxel(mask, i)) continue;
    ++changed;
    removed += static_cast<double>(hu.values[i] - cap);
    hu.values[i] = cap;
  }
  Record record{region.name};
  record.add("at_most_hu", most);
  record.add("voxels_changed", changed);
  record.add("mean_change_hu", changed > 0 ? removed / static_cast<double>(changed) : 0.0);
  return record;
}

/// Couch, clothes and air become air. How many voxels were denser than air before.
std::uint64_t clear_outside(Volume<float>& hu, const ShareMask& body) {
  std::uint64_t denser = 0;
  for (std::size_t i = 0; i < hu.values.size(); ++i) {
    if (has_voxel(body, i)) continue;
    if (hu.values[i] > -900) ++denser;
    hu.values[i] = air_hu;
  }
  return denser;
}

[[noreturn]] void refuse_ct_number(const std::string& where, const Grid& grid, std::size_t voxel,
                                   double hu) {
  const auto at = static_cast<std::int64_t>(voxel);
  throw InputError(
      fmt::format("{}: voxel ({}, {}, {}) (x, y, z) has the CT number {}, not one from "
                  "-{:g} to {:g} HU; correct the image",
                  where, at % grid.shape[0], at / grid.shape[0] % grid.shape[1],
                  at / (grid.shape[0] * grid.shape[1]), hu, most_hu, most_hu));
}

/// How many CT numbers lie beyond the curve.
void report_clipped(const std::string& where, const CtImage& ct, const HounsfieldCurve& curve,
                    Record& record, std::vector<std::string>& warnings) {
  std::uint64_t below = 0, above = 0;
  for (std::size_t i = 0; i < ct.hu.values.size(); ++i) {
    const auto hu = static_cast<double>(ct.hu.values[i]);
    if (!(std::abs(hu) <= most_hu)) refuse_ct_number(where, ct.hu.grid, i, hu);
    if (hu < curve.lowest_hu()) ++below;
    if (hu > curve.highest_hu()) ++above;
  }
  record.add("voxels_below_curve", below);
  record.add("voxels_above_curve", above);
  if (below + above == 0) return;
  warnings.push_back(
      fmt::format("{} voxels of the CT lie below {:g} HU and {} above {:g} HU, where the "
                  "curve ends: they count as its ends",
                  below, curve.lowest_hu(), above, curve.highest_hu()));
}

}  // namespace

std::optional<ShareMask> body_mask(const ImportOptions& options, const CtImage& ct,
                                   const std::vector<ImageRegion>& regions) {
  if (options.body == "none") return std::nullopt;
  const bool made = options.body == "auto";
  ShareMask body = made ? body_of_ct(ct.hu)
                        : on_ct(region_named(regions, options.body, "--body").mask, ct.hu.grid);
  for (std::size_t i = 0; i < body.values.size(); ++i) {
    if (has_voxel(body, i)) return body;
  }
  throw InputError(fmt::format(
      "{}: --body {}: no voxel of the CT is in the body{}", options.ct.string(), options.body,
      made ? ", which is what lies above -300 HU; are its values HU? give a region with --body NAME"
           : "; does the region lie where the CT is? give another one, or --body auto"));
}

void fill_medium(const ImportOptions& options, CtImage& ct, const std::vector<ImageRegion>& regions,
                 const std::optional<ShareMask>& body, Case& problem, Record& record,
                 std::vector<std::string>& warnings) {
  const HounsfieldCurve curve = options.hu_curve ? HounsfieldCurve::from_csv(*options.hu_curve)
                                                 : HounsfieldCurve::schneider2000();
  Record medium{"medium"};
  medium.add("curve", curve.name());
  medium.add("curve_from_hu", curve.lowest_hu());
  medium.add("curve_to_hu", curve.highest_hu());
  for (const auto& [name, most] : options.hu_caps) {
    medium.parts.push_back(cap_region(ct.hu, region_named(regions, name, "--cap-hu"), most));
  }
  if (body) {
    medium.add("body", options.body);
    medium.add("body_mL", volume_mL(*body));
    medium.add("voxels_outside_made_air", clear_outside(ct.hu, *body));
  }
  report_clipped(options.ct.string(), ct, curve, medium, warnings);

  const std::size_t voxels = ct.hu.values.size();
  std::vector<float> density(voxels);
  std::vector<std::uint16_t> material(voxels);
  double mass_g = 0;
  for (std::size_t i = 0; i < voxels; ++i) {
    const HounsfieldCurve::Voxel voxel = curve(static_cast<double>(ct.hu.values[i]));
    density[i] = voxel.density_g_cm3;
    material[i] = voxel.material;
    mass_g += static_cast<double>(voxel.density_g_cm3);
  }
  const HounsfieldCurve::Voxel air = curve(air_hu);
  MediumMap map =
      resample_medium(ct.hu.grid, density, material, problem.grid, air.density_g_cm3, air.material);
  medium.add("ct_mass_g", mass_g * ct.hu.grid.voxel_volume_cm3());
  medium.add("case_mass_g", map.mass_g);
  medium.add("voxels_beyond_ct", static_cast<std::uint64_t>(map.beyond_image));
  medium.add("voxels_partly_beyond_ct", static_cast<std::uint64_t>(map.partly_beyond));
  if (map.beyond_image > 0) {
    warnings.push_back(
        fmt::format("{} voxels of the case lie beyond the CT: they are air", map.beyond_image));
  }
  if (map.supposed_g > told_supposed * map.mass_g) {
    warnings.push_back(fmt::format(
        "{} voxels lie partly beyond the CT and are as dense there as within it: {:.4g} g of the "
        "{:.6g} g of the case; a --grid that fits the CT has none",
        map.partly_beyond, map.supposed_g, map.mass_g));
  }
  problem.density_g_cm3 = std::move(map.density_g_cm3);
  problem.material = std::move(map.material);
  for (const std::string& name : curve.materials()) {
    problem.materials.push_back(library_material(name));
  }
  record.parts.push_back(std::move(medium));
}

}  // namespace yttria
