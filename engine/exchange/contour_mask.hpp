// SPDX-License-Identifier: Apache-2.0
// Contours to masks. The convention:
//   in a plane   a point is inside when an odd number of the region's contours there enclose it
//                (XOR): inner contours are holes, separate ones add up, keyholes work
//   between      a contour holds halfway to the neighbouring planes of the region, at the ends half
//   planes       the usual distance of its planes (of a single plane: one slice of the image).
//                Where a plane is missing (more than 1.5 times the usual distance), nothing is
//                filled in and a warning says so
//   a voxel      has the share of its volume that is inside: exact along a row and along the
//   normal,
//                across rows with lines between all corners and eight per row of voxels at least
#pragma once

#include <array>
#include <string>
#include <vector>

#include "engine/exchange/resampled_case.hpp"

namespace yttria {

/// A closed contour in a plane of the grid, in voxels from the centre of voxel (0,0,0).
struct PlanarContour {
  double z = 0;
  std::vector<std::array<double, 2>> points;  // x, y; the last is joined to the first
};

struct ContourMask {
  ShareMask mask;
  double contour_mL = 0;  // areas of the polygons times the distances of planes
  std::vector<std::string> warnings;
};

ContourMask mask_of_contours(const Grid& grid, std::vector<PlanarContour> contours);

/// Area inside by the same rule, in voxel faces: of polygons that do not cross.
double enclosed_area(const std::vector<const PlanarContour*>& contours);

}  // namespace yttria
