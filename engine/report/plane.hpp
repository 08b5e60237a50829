// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/report/picture_frame.hpp"
#include "engine/report/view.hpp"

namespace yttria::report {

/// Values of a slice as it is shown: row by row from the top, each from the left.
struct Plane {
  std::int64_t width = 0, height = 0;
  std::vector<double> values;  // NaN: none

  double at(std::int64_t x, std::int64_t y) const {
    return values[static_cast<std::size_t>(y * width + x)];
  }
};

/// The slice of a view at this index of the frame along the view's normal.
Plane plane(const PictureFrame& frame, const Grid& grid, const View& view, std::int64_t slice,
            const std::function<double(std::size_t voxel)>& value);

/// Where the values cross a level, as an SVG path in picture elements (0,0 is the corner of the
/// first): marching squares between the centres of elements, linear along their edges; in a saddle
/// the mean of the corners decides. Nothing next to elements without value.
std::string isodose_path(const Plane& plane, double level);

}  // namespace yttria::report
