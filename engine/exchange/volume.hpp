// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/case/grid.hpp"

namespace yttria {

/// An image on a regular grid in DICOM LPS coordinates. What the numbers are (HU, Bq/mL, Gy, a
/// mask's 0 and 1) is known to whoever asked for it.
struct Volume {
  Grid grid;
  std::vector<float> values;  // [z][y][x], x fastest
  std::string file;           // where it came from, for messages
};

/// Grid whose voxels lie along the unit vectors `x` and `y`, and along their cross product.
/// Both are made exactly orthonormal first. Throws std::invalid_argument that says what is wrong
/// when one is off by more than 1e-3 in length, or they by more than 1e-3 in their product.
std::array<double, 9> right_handed_direction(const std::array<double, 3>& x,
                                             const std::array<double, 3>& y);

/// Turns the order of slices where index axes are left-handed. The image in space stays what it is.
void make_right_handed(Volume& volume);

/// Most voxels of a volume that is read: what a case may have.
inline constexpr std::uint64_t most_voxels = 0x7fffffff;

/// LPS position of a (fractional) voxel index, mm; and the inverse.
std::array<double, 3> position_mm(const Grid& grid, const std::array<double, 3>& index);
std::array<double, 3> index_of(const Grid& grid, const std::array<double, 3>& position_mm);

/// Words for the direction in which each index grows where the grid lies along the axes of the
/// patient, such as "L P S"; "oblique" else.
std::string orientation_text(const Grid& grid);

}  // namespace yttria
