// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/case/grid.hpp"

namespace yttria {

/// Index to position, row-major 3x4: p = columns 0 to 2 times the index, plus column 3. LPS, mm.
using Affine = std::array<double, 12>;

/// A grid of an affine. Where its axes are left-handed, x is to be reversed, so that every grid
/// here is right-handed.
struct AffineGrid {
  Grid grid;
  bool reverse_x = false;
};

/// InputError beginning with `where` when the axes are sheared, without length or not finite, or
/// there are more than 2^31 voxels.
AffineGrid grid_from_affine(const std::string& where, const std::array<std::int64_t, 3>& shape,
                            const Affine& affine);

/// Largest distance between where two affines put the corners of a grid, mm.
double largest_distance_mm(const Affine& a, const Affine& b,
                           const std::array<std::int64_t, 3>& shape);

/// Reverses each row of an array [z][y][x].
void reverse_rows(std::vector<float>& values, std::int64_t row);

}  // namespace yttria
