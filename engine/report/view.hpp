// SPDX-License-Identifier: Apache-2.0
// How planes of a grid are shown: transverse seen from the feet, coronal from the front, sagittal
// from the patient's left. So the patient's right is on the left of a transverse or coronal
// picture, anterior is on top of a transverse and on the left of a sagittal one, superior is on
// top of the other two. Coordinates are DICOM's (LPS): x grows to the patient's left, y to
// posterior, z to superior. A grid that is tilted is shown along its own axes, each counted as the
// patient axis it is nearest to.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "engine/case/grid.hpp"

namespace yttria::report {

/// A stack of planes across the grid axis `normal`.
struct View {
  std::string name;          // "transverse"
  std::size_t normal;        // axis of the grid, 0 to 2, that the slices follow
  std::size_t across, down;  // axes of the grid that run to the right and down, or against
  bool normal_against;       // whether the index falls to the patient's left, posterior, superior
  bool across_against, down_against;     // whether the index falls to the right, and down
  std::string left, right, top, bottom;  // where the edges are: "R", "L", "A" ...; "RA" if tilted
};

/// Transverse, coronal, sagittal.
std::array<View, 3> views(const Grid& grid);

/// Largest angle between an axis of the grid and the patient axis it is shown as, degrees.
double tilt_degrees(const Grid& grid);

}  // namespace yttria::report
