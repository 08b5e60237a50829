// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/coefficients.hpp"

#include <cmath>

#include "engine/physics/bremsstrahlung.hpp"
#include "engine/physics/elastic.hpp"
#include "engine/physics/photon_cross_sections.hpp"
#include "engine/physics/stopping_power.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

/// int dT/S and int S_radiative/S dT from 0 to an energy that only goes up.
class SlowingDownIntegrals {
 public:
  SlowingDownIntegrals(const CollisionStopping& collision, const Bremsstrahlung& bremsstrahlung)
      : collision_(collision), bremsstrahlung_(bremsstrahlung) {
    // Below 1 keV: S as at 1 keV for half of the energy, the other half lost at once. That is
    // 0.05 % of the range at 10 keV.
    add(lowest_coefficient_MeV, 0.5 * lowest_coefficient_MeV);
  }

  void advance_to(double T_MeV) {
    constexpr double node[] = {-0.7745966692414834, 0, 0.7745966692414834};
    constexpr double weight[] = {5.0 / 9, 8.0 / 9, 5.0 / 9};
    constexpr double longest_step = 0.05;  // in ln T
    const double from = math::log(reached_MeV_), way = math::log(T_MeV) - from;
    const int steps = static_cast<int>(std::floor(way / longest_step)) + 1;
    for (int i = 0; i < steps; ++i) {
      for (int k = 0; k < 3; ++k) {
        const double T = math::exp(from + way * (i + 0.5 + 0.5 * node[k]) / steps);
        add(T, 0.5 * weight[k] * T * way / steps);
      }
    }
    reached_MeV_ = T_MeV;
  }
  double range_g_cm2() const { return range_g_cm2_; }
  double yield() const { return radiated_MeV_ / reached_MeV_; }

 private:
  void add(double T_MeV, double energy_MeV) {
    const double radiative = bremsstrahlung_.stopping_MeV_cm2_g(T_MeV);
    const double path = energy_MeV / (collision_.stopping_MeV_cm2_g(T_MeV) + radiative);
    range_g_cm2_ += path;
    radiated_MeV_ += path * radiative;
  }

  const CollisionStopping& collision_;
  const Bremsstrahlung& bremsstrahlung_;
  double reached_MeV_ = lowest_coefficient_MeV;
  double range_g_cm2_ = 0;
  double radiated_MeV_ = 0;
};

}  // namespace

std::vector<ElectronCoefficients> electron_coefficients(const Material& material,
                                                        const std::vector<double>& energies_MeV) {
  const CollisionStopping collision(material);
  const Bremsstrahlung bremsstrahlung(material);
  const Elastic elastic(material);
  SlowingDownIntegrals integrals(collision, bremsstrahlung);

  std::vector<ElectronCoefficients> rows;
  for (const double T : energies_MeV) {
    integrals.advance_to(T);
    rows.push_back({T, collision.stopping_MeV_cm2_g(T), bremsstrahlung.stopping_MeV_cm2_g(T),
                    integrals.range_g_cm2(), integrals.yield(), collision.density_effect(T),
                    1 / elastic.elastic_kappa1_cm2_g(T)});
  }
  return rows;
}

std::vector<PhotonCoefficients> photon_coefficients(const Material& material,
                                                    const std::vector<double>& energies_MeV) {
  const PhotonCrossSections photons(material);
  std::vector<PhotonCoefficients> rows;
  for (const double E : energies_MeV) {
    rows.push_back({E, photons.compton_cm2_g(E), photons.rayleigh_cm2_g(E),
                    photons.photoelectric_cm2_g(E), photons.pair_cm2_g(E), photons.total_cm2_g(E)});
  }
  return rows;
}

}  // namespace yttria
