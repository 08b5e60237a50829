// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/case/grid.hpp"

namespace yttria {

/// Where the pixels of one image lie in the patient (PS3.3, section C.7.6.2.1.1).
struct ImagePlane {
  std::string name;                          // of its file, for messages
  std::array<double, 3> position_mm{};       // centre of the first pixel, LPS
  std::array<double, 6> orientation{};       // along a row, along a column
  std::array<double, 2> pixel_spacing_mm{};  // between rows, between columns
  std::int64_t rows = 0, columns = 0;
  // To the next slice, by the file: of a single image, and where frames may be missing.
  std::optional<double> thickness_mm;
};

/// Planes as one grid: its z axis is the normal (row x column), ascending, so that it is
/// right-handed whatever the order of the files.
struct SliceStack {
  Grid grid;
  std::vector<std::int64_t> z;  // of each plane
};

enum class SliceGaps { refuse, allow };

/// InputError naming the slices when planes differ in size, spacing or orientation, when they are
/// sheared (gantry tilt), doubled, unevenly spaced, or, unless allowed, missing. With gaps allowed
/// several planes may have one place. `where` begins the messages.
SliceStack stack_slices(const std::string& where, const std::vector<ImagePlane>& planes,
                        SliceGaps gaps);

/// Orthonormal columns from two nearly perpendicular unit vectors with few digits; InputError when
/// they are neither.
std::array<double, 9> direction_from(const std::string& where,
                                     const std::array<double, 6>& orientation);

}  // namespace yttria
