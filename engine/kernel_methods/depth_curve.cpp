// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/depth_curve.hpp"

#include <algorithm>
#include <cmath>

namespace yttria {

namespace {

constexpr double electrons = 0.995;
constexpr double near_nodes = 2048;
constexpr double most_nodes = 1 << 20;

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

template <class Given>
DepthCurve curve(double step, double last, Given&& given) {
  DepthCurve made;
  made.nodes_per_g_cm2 = 1 / step;
  for (double node = 0; node <= last; ++node) made.given.push_back(given(step * node));
  return made;
}

}  // namespace

DepthCurves depth_curves(const PointKernel& kernel, double share) {
  const Shells shells(kernel);
  const double near = shells.depth_of(electrons * shells.all());
  const double at_near = shells.fraction(near);
  const double fine = near / near_nodes;
  DepthCurves curves;
  curves.near = curve(fine, near_nodes,
                      [&](double depth) { return std::min(shells.fraction(depth), at_near); });
  // The electrons of a few keV reach a millionth as far as the photons: their part may be coarser.
  const double step = std::max(fine, shells.end() / most_nodes);
  curves.whole = curve(step, std::ceil(shells.end() / step - 1e-9), [&](double depth) {
    const double fraction = shells.fraction(depth);
    return depth <= near ? std::min(fraction, at_near) : at_near + share * (fraction - at_near);
  });
  return curves;
}

}  // namespace yttria
