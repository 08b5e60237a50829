// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <utility>
#include <vector>

#include "engine/exchange/contour_lines.hpp"

namespace yttria {

/// Areas in a plane, in voxel faces. A contour crosses itself where an odd number of its own turns
/// counts as inside, as for several contours.
struct ContourAreas {
  double enclosed = 0;                                           // by an odd number of the contours
  std::vector<double> own;                                       // of each alone
  std::map<std::pair<std::size_t, std::size_t>, double> shared;  // by two of them
};
/// InputError when more than 16 contours enclose one place.
ContourAreas areas_of(const PlaneContours& contours);

/// What nobody draws on purpose; shares of area below a hundredth are rounding.
struct PlaneDoubts {
  bool twice = false;   // the same contour: counts once
  bool partly = false;  // contours that overlap without one holding the other
  bool itself = false;  // a contour that crosses itself
  double enclosed = 0;  // area by an odd number of the contours that are left, voxel faces
};
/// Also takes out the contours that are there already.
PlaneDoubts doubts_about(PlaneContours& contours);

}  // namespace yttria
