// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/depth_curve.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace yttria {
namespace {

/// Shells of equal energy up to `near_mm`, all but 4 in 1000; the rest up to `end_mm`, in water.
PointKernel kernel_of(double near_mm, double end_mm) {
  PointKernel kernel;
  kernel.subject.density_g_cm3 = 1;
  kernel.total.emitted = kernel.total.in_kernel = 1000000;
  kernel.radius_mm = {0};
  for (int i = 1; i <= 100; ++i) {
    kernel.radius_mm.push_back(near_mm * i / 100);
    kernel.energy.push_back(9960);
  }
  kernel.radius_mm.push_back(end_mm);
  kernel.energy.push_back(4000);
  kernel.uncertainty.assign(101, 0);
  return kernel;
}

double given_at(const DepthCurve& curve, double depth) {
  const double node = std::min(depth * curve.nodes_per_g_cm2, curve.last());
  const auto i = static_cast<std::size_t>(std::min(node, curve.last() - 1));
  return curve.given[i] + (node - static_cast<double>(i)) * (curve.given[i + 1] - curve.given[i]);
}

TEST(DepthCurves, AreTheKernelOverMassDepth) {
  const DepthCurves curves = depth_curves(kernel_of(10, 40), 17);
  const double near = 1 * 0.995 / 0.996;  // g/cm2: where 99.5 % is reached, rounded up to a shell
  for (const double depth : {0.0, 0.013, 0.2, 0.5, 0.97}) {
    EXPECT_NEAR(given_at(curves.near, depth), 0.996 * depth, 2e-5) << depth;
    EXPECT_NEAR(given_at(curves.whole, depth), 0.996 * depth, 2e-5) << depth;
  }
  EXPECT_GT(curves.near.last() / curves.near.nodes_per_g_cm2, near);
  EXPECT_NEAR(given_at(curves.near, 4), 0.996, 1e-9);  // photons are with the others
  // Half way from 1 to 4 g/cm2, seventeen times as much.
  EXPECT_NEAR(given_at(curves.whole, 2.5), 0.996 + 17 * 0.002, 1e-4);
  EXPECT_NEAR(curves.whole.given.back(), 0.996 + 17 * 0.004, 1e-9);
}

TEST(DepthCurves, OfTheSlowestElectronsStaySmall) {
  // 1 keV electrons reach 5e-6 g/cm2, their photons 10.
  const DepthCurves curves = depth_curves(kernel_of(5e-5, 100), 17);
  EXPECT_LE(curves.whole.given.size(), (std::size_t{1} << 20) + 1);
  EXPECT_NEAR(given_at(curves.near, 2.5e-6), 0.498, 1e-3);
  EXPECT_NEAR(given_at(curves.whole, 5), 0.996 + 17 * 0.002, 1e-3);
}

}  // namespace
}  // namespace yttria
