// SPDX-License-Identifier: Apache-2.0
#include "engine/report/picture_frame.hpp"

#include <algorithm>
#include <limits>

#include "engine/analysis/gamma_index.hpp"
#include "engine/analysis/grid_map.hpp"

namespace yttria::report {

namespace {

constexpr double patient_g_cm3 = 0.1;
constexpr double dose_fraction = 0.01;

struct Box {
  std::array<std::int64_t, 3> low, high;  // inclusive
};

Box interesting_box(const DoseMap& map) {
  constexpr std::int64_t far = std::numeric_limits<std::int64_t>::max();
  Box box{{far, far, far}, {-1, -1, -1}};
  const double least_Gy = dose_fraction * maximum_dose_Gy(map);
  for (std::size_t i = 0; i < map.dose_Gy.size(); ++i) {
    const bool dose = static_cast<double>(map.dose_Gy[i]) > least_Gy;
    if (!dose && !(density_g_cm3(map, i) > patient_g_cm3)) continue;
    const GridIndex at = grid_index(map.grid, static_cast<std::int64_t>(i));
    for (std::size_t a = 0; a < 3; ++a) {
      box.low[a] = std::min(box.low[a], at[a]);
      box.high[a] = std::max(box.high[a], at[a]);
    }
  }
  return box.high[0] < 0
             ? Box{{0, 0, 0}, {map.grid.shape[0] - 1, map.grid.shape[1] - 1, map.grid.shape[2] - 1}}
             : box;
}

/// Elements of one axis at this stride that hit the centre.
void fit(PictureFrame& frame, std::size_t axis, const Box& box, std::int64_t centre) {
  const std::int64_t stride = frame.stride[axis];
  const std::int64_t before = (centre - box.low[axis]) / stride;
  frame.first[axis] = centre - before * stride;
  frame.shape[axis] = before + (box.high[axis] - centre) / stride + 1;
}

}  // namespace

double density_g_cm3(const DoseMap& map, std::size_t voxel) {
  if (map.mass_g.empty()) return std::numeric_limits<double>::quiet_NaN();
  return static_cast<double>(map.mass_g[voxel]) / map.grid.voxel_volume_cm3();
}

PictureFrame picture_frame(const DoseMap& map, const std::array<std::int64_t, 3>& centre,
                           std::int64_t most) {
  Box box = interesting_box(map);
  PictureFrame frame;
  for (std::size_t a = 0; a < 3; ++a) {
    box.low[a] = std::min(box.low[a], centre[a]);
    box.high[a] = std::max(box.high[a], centre[a]);
    fit(frame, a, box, centre[a]);
  }
  while (frame.size() > most) {
    std::size_t finest = 3;
    double pitch_mm = 0;
    for (std::size_t a = 0; a < 3; ++a) {
      const double mm = map.grid.spacing_mm[a] * static_cast<double>(frame.stride[a]);
      if (frame.shape[a] > 1 && (finest == 3 || mm < pitch_mm)) {
        finest = a;
        pitch_mm = mm;
      }
    }
    if (finest == 3) break;  // one element is always shown
    ++frame.stride[finest];
    fit(frame, finest, box, centre[finest]);
  }
  return frame;
}

}  // namespace yttria::report
