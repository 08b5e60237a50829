// SPDX-License-Identifier: Apache-2.0
// What the phantoms share: a grid about the origin, its voxel centres, regions and activity.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "engine/case/case.hpp"

namespace yttria {

using Point = std::array<double, 3>;  // LPS, mm

/// Axis-parallel grid with the middle of the volume at the origin. Throws InputError for spacings
/// that are not positive and for more voxels than anyone means.
Grid centred_grid(const std::array<std::int64_t, 3>& shape,
                  const std::array<double, 3>& spacing_mm);

/// Voxels needed to cover an extent.
std::int64_t voxels_across(double extent_mm, double spacing_mm);

/// Calls visit(voxel, centre) in x-fastest order.
void for_each_voxel(const Grid& grid, const std::function<void(std::size_t, const Point&)>& visit);

/// The voxels for which `inside` holds.
Roi region(const std::string& name, RoiRole role, std::size_t voxels,
           const std::function<bool(std::size_t)>& inside);

/// Fills a case with one medium. No density means the material's own.
void fill_medium(Case& problem, const std::string& material, std::optional<double> density_g_cm3);

/// Spreads all decays of an activity at time zero over the voxels in proportion to `weights`.
void spread_activity(Case& problem, double activity_GBq, const std::vector<double>& weights);

/// All decays of Y-90 from an activity at time zero.
double total_decays(double activity_GBq, double half_life_h);

/// Refuses values that are not positive and finite; `option` names it in the message.
void require_positive(double value, const std::string& option);

}  // namespace yttria
