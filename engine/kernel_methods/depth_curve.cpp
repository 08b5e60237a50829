// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/depth_curve.hpp"

#include <algorithm>
#include <cmath>

namespace yttria {

namespace {

constexpr double electrons = 0.995;
constexpr double near_nodes = 2048;

/// The cumulative energy of the shells over mass depth, linear within a shell.
class Shells {
 public:
  explicit Shells(const PointKernel& kernel) {
    for (std::size_t shell = 0; shell < kernel.shells(); ++shell) {
      depth_.push_back(0.1 * kernel.radius_mm[shell + 1] * kernel.subject.density_g_cm3);
      fraction_.push_back(fraction_.back() + kernel.energy_fraction(shell));
    }
  }
  double end() const { return depth_.back(); }
  double all() const { return fraction_.back(); }
  double depth_of(double fraction) const {
    const auto above = std::lower_bound(fraction_.begin(), fraction_.end(), fraction);
    return depth_[static_cast<std::size_t>(above - fraction_.begin())];
  }
  double fraction(double depth) const {
    if (depth >= end()) return all();
    const auto above = std::upper_bound(depth_.begin(), depth_.end(), depth);
    const auto i = static_cast<std::size_t>(above - depth_.begin());
    const double t = (depth - depth_[i - 1]) / (depth_[i] - depth_[i - 1]);
    return fraction_[i - 1] + t * (fraction_[i] - fraction_[i - 1]);
  }

 private:
  std::vector<double> depth_ = {0};  // g/cm2
  std::vector<double> fraction_ = {0};
};

}  // namespace

DepthCurves depth_curves(const PointKernel& kernel, double share) {
  const Shells shells(kernel);
  const double near = shells.depth_of(electrons * shells.all());
  const double step = near / near_nodes;
  const auto nodes = static_cast<std::size_t>(std::ceil(shells.end() / step - 1e-9)) + 1;
  DepthCurves curves;
  curves.near.nodes_per_g_cm2 = curves.whole.nodes_per_g_cm2 = 1 / step;
  const double at_near = shells.fraction(near);
  for (std::size_t node = 0; node < nodes; ++node) {
    const double fraction = shells.fraction(step * static_cast<double>(node));
    const bool beyond = node > static_cast<std::size_t>(near_nodes);
    if (!beyond) curves.near.given.push_back(std::min(fraction, at_near));
    curves.whole.given.push_back(beyond ? at_near + share * (fraction - at_near)
                                        : curves.near.given.back());
  }
  return curves;
}

}  // namespace yttria
