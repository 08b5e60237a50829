// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/electron_rates.hpp"

#include <cstddef>

namespace yttria {

ElectronRates::ElectronRates(const Material& material, const TransportSettings& settings)
    : stopping_(material), bremsstrahlung_(material), elastic_(material), settings_(settings) {}

RatesAt ElectronRates::at(double T_MeV) const {
  const double Tc = settings_.moller_keV * 1e-3, kc = settings_.brems_keV * 1e-3;
  const double kappa1 = elastic_.kappa1_cm2_g(T_MeV, Tc);
  RatesAt r;
  r.loss_MeV_cm2_g = stopping_.restricted_MeV_cm2_g(T_MeV, Tc) +
                     bremsstrahlung_.soft_stopping_MeV_cm2_g(T_MeV, kc);
  r.all_loss_MeV_cm2_g =
      stopping_.stopping_MeV_cm2_g(T_MeV) + bremsstrahlung_.stopping_MeV_cm2_g(T_MeV);
  r.hinges_cm2_g = kappa1 / settings_.hinge_step(kappa1);
  r.moller_cm2_g = stopping_.moller_cm2_g(T_MeV, Tc);
  r.photons_cm2_g = bremsstrahlung_.photons_cm2_g(T_MeV, kc);
  r.variance_MeV2_cm2_g = stopping_.soft_variance_MeV2_cm2_g(T_MeV, Tc);
  return r;
}

RateIntegrals integrate(const ElectronRates& rates, int last_node) {
  RateIntegrals sum;
  for (auto* values : {&sum.range, &sum.csda, &sum.hinges, &sum.hard, &sum.variance}) {
    values->assign(std::size_t{energy_grid::nodes}, 0.0);
  }
  // Below 1 keV the stopping power hardly changes the range: 0.05 % of that at 10 keV.
  const double lowest = node_MeV(0);
  sum.range[0] = 0.5 * lowest / rates.at(lowest).loss_MeV_cm2_g;
  sum.csda[0] = 0.5 * lowest / rates.at(lowest).all_loss_MeV_cm2_g;
  constexpr double node[] = {-0.7745966692414834, 0, 0.7745966692414834};
  constexpr double weight[] = {5.0 / 9, 8.0 / 9, 5.0 / 9};
  for (int i = 0; i + 1 < energy_grid::nodes; ++i) {
    const std::size_t to = static_cast<std::size_t>(i) + 1;
    const double low = node_MeV(i), high = node_MeV(i + 1);
    double range = 0, csda = 0, hinges = 0, hard = 0, variance = 0;
    for (int k = 0; k < 3 && i < last_node; ++k) {
      const RatesAt r = rates.at(0.5 * (low + high) + 0.5 * (high - low) * node[k]);
      const double path = weight[k] * 0.5 * (high - low) / r.loss_MeV_cm2_g;
      range += path;
      csda += weight[k] * 0.5 * (high - low) / r.all_loss_MeV_cm2_g;
      hinges += path * r.hinges_cm2_g;
      hard += path * (r.moller_cm2_g + r.photons_cm2_g);
      variance += path * r.variance_MeV2_cm2_g;
    }
    sum.range[to] = sum.range[to - 1] + range;
    sum.csda[to] = sum.csda[to - 1] + csda;
    sum.hinges[to] = sum.hinges[to - 1] + hinges;
    sum.hard[to] = sum.hard[to - 1] + hard;
    sum.variance[to] = sum.variance[to - 1] + variance;
  }
  return sum;
}

}  // namespace yttria
