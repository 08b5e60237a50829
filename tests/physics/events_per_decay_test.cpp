// SPDX-License-Identifier: Apache-2.0
// How often things happen to the electron of a Y-90 decay in water, by the rates in the tables.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/physics/bremsstrahlung.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/physics/physics_tables.hpp"
#include "engine/physics/stopping_power.hpp"
#include "tests/physics/published_table.hpp"

namespace yttria {
namespace {

using test::integral;

EnergyQuanta quanta(double energy_MeV) {
  return static_cast<EnergyQuanta>(energy_MeV * quanta_per_MeV + 0.5);
}

/// Events of a rate per Y-90 decay on the primary's track in water, which slows down by all losses
/// (continuous slowing down): int dE N(>E) rate(E) / S(E), down to a threshold.
template <class F>
double per_decay(double threshold, F rate) {
  const Material water = library_material("water");
  const CollisionStopping collision(water);
  const Bremsstrahlung bremsstrahlung(water);
  const auto spectrum = nuclide("Y-90").spectrum;
  const double end = spectrum.back().first;
  // Number of betas above E: at the nodes, from the end.
  std::vector<double> above(spectrum.size(), 0.0);
  for (std::size_t i = spectrum.size() - 1; i-- > 0;) {
    above[i] = above[i + 1] + 0.5 * (spectrum[i].second + spectrum[i + 1].second) *
                                  (spectrum[i + 1].first - spectrum[i].first);
  }
  const auto integrand = [&](double t) {
    const double E = std::exp(t);
    std::size_t i = 0;
    while (i + 2 < spectrum.size() && spectrum[i + 1].first <= E) ++i;
    const double part = (E - spectrum[i].first) / (spectrum[i + 1].first - spectrum[i].first);
    const double number = above[i] + part * (above[i + 1] - above[i]);
    return number * rate(E) * E /
           (collision.stopping_MeV_cm2_g(E) + bremsstrahlung.stopping_MeV_cm2_g(E));
  };
  return integral(integrand, std::log(threshold), std::log(end), 1000);
}

/// Rates as the tables hold them: differences of their integrals.
struct TableRates {
  PhysicsTables tables;
  PhysicsTablesView view;
  explicit TableRates(const TransportSettings& settings)
      : tables({library_material("water")}, nuclide("Y-90").spectrum, settings),
        view(tables.view()) {}
  double of(double T, real SlowingDown::*integral) const {
    const std::uint64_t i = static_cast<std::uint64_t>(energy_grid::locate(quanta(T)).index);
    const SlowingDown &low = view.slowing_down[i], &high = view.slowing_down[i + 1];
    return static_cast<double>(high.*integral - low.*integral) /
           static_cast<double>(high.range_g_cm2 - low.range_g_cm2);
  }
  double photons(double T) const {
    const energy_grid::Position at = energy_grid::locate(quanta(T));
    const std::uint64_t i = static_cast<std::uint64_t>(at.index);
    return static_cast<double>(
               interpolate(view.brems_share[i], view.brems_share[i + 1], at.fraction)) *
           of(T, &SlowingDown::hard_events);
  }
  double moller(double T) const { return of(T, &SlowingDown::hard_events) - photons(T); }
};

TransportSettings with(double TransportSettings::*field, double value) {
  TransportSettings settings;
  settings.*field = value;
  return settings;
}

// Numbers per decay along the primary's track, computed independently for the spectrum of ICRP
// Publication 107 and Seltzer and Berger's cross-sections. 1 %.
TEST(HardEvents, NumbersPerDecayOfY90InWater) {
  const TableRates fine(with(&TransportSettings::brems_keV, 10));
  EXPECT_NEAR(per_decay(0.0201, [&](double T) { return fine.moller(T); }) / 4.52, 1, 1e-2);
  EXPECT_NEAR(per_decay(0.0101, [&](double T) { return fine.photons(T); }) / 0.0440, 1, 1e-2);
  const TableRates coarse(with(&TransportSettings::moller_keV, 100));
  EXPECT_NEAR(per_decay(0.201, [&](double T) { return coarse.moller(T); }) / 0.241, 1, 1e-2);
}

// 2 %: from birth to 50 keV with all inelastic deflection, the rule Z(Z+1).
TEST(Hinges, ScatteringPerDecayOfY90InWater) {
  TransportSettings settings = with(&TransportSettings::moller_keV, 1000);
  settings.hinge_path_g_cm2 = 10;
  const TableRates soft(settings);
  const double g1 = settings.hinge_g *
                    per_decay(0.05, [&](double T) { return soft.of(T, &SlowingDown::hinges); });
  EXPECT_NEAR(g1 / 4.09, 1, 2e-2);
  RecordProperty("G1", std::to_string(g1));
}

}  // namespace
}  // namespace yttria
