// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "engine/case/grid.hpp"

namespace yttria {

/// How a NIfTI file says where a grid lies. Every reader that takes sform or qform puts every voxel
/// within a micrometre of where it is.
struct NiftiOrientation {
  int version = 1;                     // of the format: 1 stores single precision, 2 double
  std::array<double, 12> sform;        // row-major 3x4: index to RAS mm
  std::array<double, 3> quaternion{};  // b, c, d of the qform; a follows from their length
  double qfac = 1;                     // -1: the z index runs against the rotated z axis
  /// Not where no file can say it: readers of the standard's library take a rotation by 180
  /// degrees within 0.04 for one by 180 (a^2 < 1e-7).
  bool has_qform = true;
};

/// Version 1 where single precision is enough, which every program reads.
NiftiOrientation nifti_orientation(const Grid& grid);

}  // namespace yttria
