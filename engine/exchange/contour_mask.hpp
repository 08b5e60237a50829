// SPDX-License-Identifier: Apache-2.0
// Contours to masks. The convention:
//   in a plane   a point is inside when an odd number of the region's contours there enclose it
//                (XOR): inner contours are holes, separate ones add up, keyholes work. Volume and
//                mask go by the same lines. A contour that is there twice counts once; this, and
//                contours that overlap in part or cross themselves, are warned of
//   along the    a contour holds halfway to the region's neighbouring plane, where that is at most
//   normal       1.5 slices of the image away. Where it is not, or at the ends, it holds as far as
//                on its other side, half a slice at most. A gap is not filled in; a warning names
//                its places. Where most planes of a region have a gap to the next, it was drawn on
//                every second or third slice, and whoever imports it says what lies between
//                (ContourGaps); what they say counts for every gap
//   a voxel      has the share of its volume that is inside: exact along a row and the normal;
//                across rows by lines between all corners, eight per row of voxels at least
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/exchange/contour_gaps.hpp"
#include "engine/exchange/contour_lines.hpp"
#include "engine/exchange/resampled_case.hpp"

namespace yttria {

struct ContourMask {
  ShareMask mask;
  double contour_mL = 0;  // areas inside times the thickness of their planes, also beyond the grid
  std::vector<std::string> warnings;
};

/// InputError for contours that are no outline (contour_lines.hpp, contour_overlap.hpp), and where
/// most planes have a gap to the next and `gaps` does not say what lies there.
ContourMask mask_of_contours(const Grid& grid, std::vector<PlanarContour> contours,
                             std::optional<ContourGaps> gaps = std::nullopt);

}  // namespace yttria
