// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "engine/kernel_methods/kernel.hpp"

namespace yttria {

/// Energy that a point kernel has given up by a mass depth, as rays carry it: equidistant nodes,
/// linear in between.
struct DepthCurve {
  double nodes_per_g_cm2 = 0;
  std::vector<double> given;  // fraction of the emitted energy; the last node is the end

  /// Index of the last node at most: depths beyond the end take all.
  double last() const { return static_cast<double>(given.size() - 1); }
};

/// Most rays carry the kernel up to the mass depth that holds 99.5 % of it: what electrons bring.
/// Of the rest, of photons alone, each of the others carries `share` times as much.
struct DepthCurves {
  DepthCurve near, whole;
};
DepthCurves depth_curves(const PointKernel& kernel, double share);

}  // namespace yttria
