// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

namespace yttria {

/// A closed contour in a plane of the grid, in voxels from the centre of voxel (0,0,0).
struct PlanarContour {
  double z = 0;
  std::vector<std::array<double, 2>> points;  // x, y; the last is joined to the first
};
using PlaneContours = std::vector<const PlanarContour*>;

/// A strip of a plane along x, `height` high with its middle at `y`, and the edges it meets there.
struct ContourLine {
  struct Crossing {
    double x;
    std::size_t contour;
  };
  double y = 0, height = 0;
  std::vector<Crossing> crossings;  // by x
};

/// Cuts a plane into lines: at every corner, wherever edges cross, and at `borders`. Between cuts
/// edges are straight and in one order, so what is summed over lengths times heights is an area
/// without error. Edges stay in order from line to line: the cost grows with the lines that each
/// edge meets. Returns how often an edge was looked at. InputError when edges cross so often that
/// they cannot be the outline of anything.
std::uint64_t for_each_line(const PlaneContours& contours, std::vector<double> borders,
                            const std::function<void(const ContourLine&)>& visit);

}  // namespace yttria
