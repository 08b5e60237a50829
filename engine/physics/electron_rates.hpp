// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/bremsstrahlung.hpp"
#include "engine/physics/elastic.hpp"
#include "engine/physics/material.hpp"
#include "engine/physics/stopping_power.hpp"
#include "engine/physics/transport_settings.hpp"
#include "kernels/core/energy_quanta.hpp"
#include "kernels/physics/energy_grid.hpp"

namespace yttria {

/// Energy of a node of the energy grid.
inline double node_MeV(int index) {
  return energy_grid::node_energy(index) * quantum_MeV;
}

/// The nearest energy in quanta.
inline EnergyQuanta quanta_of_MeV(double energy_MeV) {
  return static_cast<EnergyQuanta>(energy_MeV * quanta_per_MeV + 0.5);
}

/// What happens to an electron per mass path at one energy.
struct RatesAt {
  double loss_MeV_cm2_g;      // restricted stopping power L
  double all_loss_MeV_cm2_g;  // stopping power, collision and radiative
  double hinges_cm2_g;        // kappa1 / g
  double moller_cm2_g;
  double photons_cm2_g;
  double variance_MeV2_cm2_g;  // of the soft loss
};

/// Rates of one material with one set of thresholds and steps.
class ElectronRates {
 public:
  ElectronRates(const Material& material, const TransportSettings& settings);
  RatesAt at(double T_MeV) const;

 private:
  CollisionStopping stopping_;
  Bremsstrahlung bremsstrahlung_;
  Elastic elastic_;
  TransportSettings settings_;
};

/// Integrals of rates over energy, along the soft slowing down, from rest (range, CSDA range) or
/// from the lowest node up to every node.
struct RateIntegrals {
  std::vector<double> range, csda, hinges, hard, variance;
};

/// By Gauss's three-point rule per interval up to `last_node`; constant beyond.
RateIntegrals integrate(const ElectronRates& rates, int last_node);

}  // namespace yttria
