// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

namespace yttria {

/// InputError beginning with `where` unless all coordinates are within 1 km of 0 (mm). What passes
/// can be subtracted, divided by an edge and rounded to a whole number.
void check_coordinates(const std::string& where, std::span<const double> coordinates_mm);

/// InputError beginning with `where` unless an edge of a voxel is from 1 um to 20 m (mm).
void check_edge(const std::string& where, double edge_mm);

}  // namespace yttria
