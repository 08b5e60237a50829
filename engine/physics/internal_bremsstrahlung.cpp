// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/internal_bremsstrahlung.hpp"

#include <cmath>

#include "kernels/core/constants.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

constexpr double m = constants::electron_rest_energy_MeV;

/// Sums of phi dk from kc to equidistant values of ln k up to T: midpoints of the intervals.
std::vector<double> running_sums(double T_MeV, double kc_MeV, int nodes) {
  const double ln_low = math::log(kc_MeV);
  const double step = (math::log(T_MeV) - ln_low) / (nodes - 1);
  std::vector<double> sums{0};
  for (int i = 1; i < nodes; ++i) {
    const double k = math::exp(ln_low + (i - 0.5) * step);
    sums.push_back(sums.back() + internal_photons_per_decay_MeV(T_MeV, k) * k * step);
  }
  return sums;
}

}  // namespace

double internal_photons_per_decay_MeV(double T_MeV, double k_MeV) {
  const double W_e = 1 + T_MeV / m, k = k_MeV / m;
  const double W = W_e - k;
  if (!(W > 1)) return 0;
  const double p_e = std::sqrt(W_e * W_e - 1), p = std::sqrt(W * W - 1);
  const double bracket = (W_e * W_e + W * W) / W_e * math::log(W + p) - 2 * p;
  return constants::fine_structure / (constants::pi * p_e * k) * bracket / m;
}

double internal_photons_per_decay(double T_MeV, double kc_MeV) {
  if (T_MeV <= kc_MeV) return 0;
  return running_sums(T_MeV, kc_MeV, 257).back();
}

std::vector<double> internal_photon_cumulative(double T_MeV, double kc_MeV, int nodes) {
  std::vector<double> sums = running_sums(T_MeV, kc_MeV, nodes);
  const double total = sums.back();
  for (double& sum : sums) sum /= total;
  return sums;
}

}  // namespace yttria
