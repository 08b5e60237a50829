// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/kernel.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "kernels/core/constants.hpp"

namespace yttria {

namespace {

/// From MeV in grams, per decay, to mGy per MBq s: 1 mGy/(MBq s) is 1e-9 Gy per decay.
double mGy_per_MBq_s(double energy_MeV, double mass_g) {
  return energy_MeV * constants::joule_per_MeV / (mass_g * 1e-3) * 1e9;
}

}  // namespace

double VoxelKernel::s_value(std::size_t offset) const {
  const double volume_cm3 = spacing_mm[0] * spacing_mm[1] * spacing_mm[2] * 1e-3;
  return mGy_per_MBq_s(energy_fraction[offset] * subject.energy_per_decay_MeV,
                       subject.density_g_cm3 * volume_cm3);
}

double VoxelKernel::fraction_in_kernel() const {
  double sum = 0;
  std::size_t offset = 0;
  for (std::int64_t z = 0; z <= reach[2]; ++z) {
    for (std::int64_t y = 0; y <= reach[1]; ++y) {
      for (std::int64_t x = 0; x <= reach[0]; ++x) {
        sum += mirrors(x, y, z) * energy_fraction[offset++];
      }
    }
  }
  return sum;
}

double PointKernel::dose(std::size_t shell) const {
  const double outer = radius_mm[shell + 1] * 0.1, inner = radius_mm[shell] * 0.1;
  const double volume_cm3 =
      4.0 / 3 * std::numbers::pi * (outer * outer * outer - inner * inner * inner);
  return mGy_per_MBq_s(energy_fraction(shell) * subject.energy_per_decay_MeV,
                       subject.density_g_cm3 * volume_cm3);
}

double PointKernel::radius_of_fraction_mm(double fraction) const {
  double below = 0;
  for (std::size_t shell = 0; shell < shells(); ++shell) {
    const double here = energy_fraction(shell);
    if (below + here >= fraction) {
      const double width = radius_mm[shell + 1] - radius_mm[shell];
      return radius_mm[shell] + (here > 0 ? (fraction - below) / here : 0) * width;
    }
    below += here;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace yttria
