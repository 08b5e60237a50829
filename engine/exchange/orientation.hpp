// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "engine/case/grid.hpp"

namespace yttria {

/// Where the array axes x, y, z of a grid point to in the patient, a letter each: the nearest of
/// Left, Right, Posterior, Anterior, Superior, Inferior. "LPS" for an identity direction.
std::string orientation_letters(const std::array<double, 9>& direction);

/// Largest distance of the axes of a direction from the patient's, degrees; 0: axis-aligned.
double obliquity_degrees(const std::array<double, 9>& direction);

}  // namespace yttria
