// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/physics_tables.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "engine/physics/bremsstrahlung.hpp"
#include "engine/physics/elastic.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/physics/stopping_power.hpp"
#include "kernels/physics/multiple_scattering.hpp"
#include "tests/physics/published_table.hpp"

namespace yttria {
namespace {

using test::integral;

TransportSettings settings_of(const std::string& preset) {
  return TransportChoice{preset, {}}.settings(3);
}

/// The physics of a material, without tables.
struct Rates {
  TransportSettings settings;
  CollisionStopping stopping;
  Bremsstrahlung bremsstrahlung;
  Elastic elastic;

  Rates(const Material& material, const TransportSettings& s)
      : settings(s), stopping(material), bremsstrahlung(material), elastic(material) {}
  double Tc() const { return settings.moller_keV * 1e-3; }
  double kc() const { return settings.brems_keV * 1e-3; }
  double loss(double T) const {
    return stopping.restricted_MeV_cm2_g(T, Tc()) + bremsstrahlung.soft_stopping_MeV_cm2_g(T, kc());
  }
  double hinges(double T) const {
    const double kappa1 = elastic.kappa1_cm2_g(T, Tc());
    return kappa1 / settings.hinge_step(kappa1);
  }
  double hard(double T) const {
    return stopping.moller_cm2_g(T, Tc()) + bremsstrahlung.photons_cm2_g(T, kc());
  }
  double variance(double T) const { return stopping.soft_variance_MeV2_cm2_g(T, Tc()); }
};

/// int rate / loss dE in ln E; the thresholds of hard events are corners, so they are ends.
template <class F>
double along_track(const Rates& rates, double low, double high, F rate) {
  double sum = 0;
  double ends[] = {low, 2 * rates.Tc(), rates.kc(), high};
  for (double& end : ends) end = std::clamp(end, low, high);
  std::sort(std::begin(ends), std::end(ends));
  const auto integrand = [&](double t) {
    const double T = std::exp(t);
    return rate(T) / rates.loss(T) * T;
  };
  for (int i = 0; i < 3; ++i) {
    if (ends[i] < ends[i + 1]) {
      sum += integral(integrand, std::log(ends[i]), std::log(ends[i + 1]), 400);
    }
  }
  return sum;
}

EnergyQuanta quanta(double energy_MeV) {
  return static_cast<EnergyQuanta>(energy_MeV * quanta_per_MeV + 0.5);
}

class Tables : public ::testing::TestWithParam<std::tuple<const char*, const char*>> {
 protected:
  Tables()
      : material(library_material(std::get<0>(GetParam()))),
        settings(settings_of(std::get<1>(GetParam()))),
        rates(material, settings),
        tables({material}, nuclide("Y-90").spectrum, settings),
        view(tables.view()) {}
  Material material;
  TransportSettings settings;
  Rates rates;
  PhysicsTables tables;
  PhysicsTablesView view;
};

// 2e-4 of the value: linear interpolation in steps of 1/64 octave costs a tenth of that, and
// single precision less. Near the cut-off the integrals vanish; there 1e-4 of one event counts.
TEST_P(Tables, IntegralsAgreeWithQuadrature) {
  const double cutoff = settings.electron_cutoff_keV * 1e-3;
  double worst = 0;
  for (const double T : {0.12, 0.2, 0.37, 0.8, 1.6, 2.25}) {
    const SlowingDown at = slowing_down(view, 0, quanta(T));
    const double range =
        along_track(rates, 0.001, T, [](double) { return 1.0; }) + 0.5 * 0.001 / rates.loss(0.001);
    const double hinges = along_track(rates, cutoff, T, [&](double E) { return rates.hinges(E); });
    const double hard = along_track(rates, cutoff, T, [&](double E) { return rates.hard(E); });
    const double variance =
        along_track(rates, cutoff, T, [&](double E) { return rates.variance(E); });
    const double measured[] = {static_cast<double>(at.range_g_cm2), static_cast<double>(at.hinges),
                               static_cast<double>(at.hard_events),
                               static_cast<double>(at.variance) * quantum_MeV * quantum_MeV};
    const double expected[] = {range, hinges, hard, variance};
    for (int i = 0; i < 4; ++i) {
      const double deviation = std::fabs(measured[i] / expected[i] - 1);
      if (expected[i] > 0.1 || i == 0 || i == 3) {
        EXPECT_LT(deviation, 2e-4) << T << " integral " << i;
        worst = std::max(worst, deviation);
      } else {
        EXPECT_NEAR(measured[i], expected[i], 1e-4) << T << " integral " << i;
      }
    }
  }
  RecordProperty("worst", std::to_string(worst));
}

TEST_P(Tables, IntegralsGrowAndVanishAtTheCutOff) {
  const SlowingDown at_cutoff = slowing_down(view, 0, view.electron_cutoff);
  EXPECT_NEAR(at_cutoff.hinges, 0, 2e-5);
  EXPECT_NEAR(at_cutoff.hard_events, 0, 2e-6);
  for (int i = 1; energy_grid::node_energy(i) < quanta(2.27); ++i) {
    const SlowingDown& low = view.slowing_down[static_cast<std::uint64_t>(i - 1)];
    const SlowingDown& high = view.slowing_down[static_cast<std::uint64_t>(i)];
    ASSERT_LT(low.range_g_cm2, high.range_g_cm2) << i;
    ASSERT_LT(low.hinges, high.hinges) << i;
    ASSERT_LE(low.hard_events, high.hard_events) << i;
    ASSERT_LT(low.variance, high.variance) << i;
  }
}

TEST_P(Tables, ShareOfBremsstrahlungAmongHardEvents) {
  for (const double T : {0.01, 0.021, 0.05, 0.15, 0.6, 2.2}) {
    const energy_grid::Position at = energy_grid::locate(quanta(T));
    const double E = energy_grid::node_energy(at.index) * quantum_MeV;
    const double hard = rates.hard(E);
    const double expected = hard > 0 ? rates.bremsstrahlung.photons_cm2_g(E, rates.kc()) / hard : 0;
    EXPECT_NEAR(view.brems_share[static_cast<std::uint64_t>(at.index)], expected, 1e-6) << T;
  }
}

// The clock returns the energy it was read from: within two spacings of the inverse's straight
// pieces' sagitta, 1e-4 of the energy from twice the cut-off up.
TEST_P(Tables, HingeClockReturnsItsEnergy) {
  double worst = 0;
  const EnergyQuanta low = view.electron_cutoff + view.electron_cutoff / 16;
  EnergyQuanta last = 0;
  for (EnergyQuanta e = low; e < quanta(2.27); e += 997) {
    const real hinges = slowing_down(view, 0, e).hinges;
    const EnergyQuanta back = energy_at_hinges(view, 0, hinges);
    ASSERT_GE(back, last);
    last = back;
    const double deviation = std::fabs(static_cast<double>(back - e)) / e;
    ASSERT_LT(deviation, 1e-3) << e;
    worst = std::max(worst, deviation);
  }
  EXPECT_GE(energy_at_hinges(view, 0, real(1e-6)), view.electron_cutoff);
  const real most = slowing_down(view, 0, quanta(2.27)).hinges;
  EXPECT_LE(energy_at_hinges(view, 0, most) * quantum_MeV, 2.28);
  RecordProperty("worst", std::to_string(worst));
}

// Over all 256 words that choose a row the angles are those of the lower row with probability
// 1 - f and of the upper one with f, within half of 1/256.
TEST_P(Tables, RowsOfAnglesAreInterpolatedWithoutBias) {
  double mean_excess = 0;
  int energies = 0;
  for (EnergyQuanta e = quanta(0.11); e < quanta(2.2); e += 31337, ++energies) {
    const energy_grid::Position at = energy_grid::locate(e);
    constexpr int width = 1 << angle_grid::row_shift;
    const double between = (at.index % width + static_cast<double>(at.fraction)) / width;
    const std::uint64_t row = static_cast<std::uint64_t>(at.index / width);
    const std::uint32_t word = 0x23456789u * static_cast<std::uint32_t>(e) | 1u;
    const double low = static_cast<double>(hinge_deflection(view.angles[row], word));
    const double high = static_cast<double>(hinge_deflection(view.angles[row + 1], word));
    int upper = 0;
    for (std::uint32_t choice = 0; choice < 256; ++choice) {
      const double y =
          static_cast<double>(sample_hinge_deflection(view, 0, e, word, 0xABCDEF00u | choice));
      ASSERT_TRUE(y == low || y == high);
      upper += y == high ? 1 : 0;
    }
    ASSERT_NEAR(upper / 256.0, between, 0.5001 / 256) << e;
    mean_excess += upper / 256.0 - between;
  }
  // The rounding of f to 1/256 averages out: standard deviation 1/256/sqrt(12 n), four of them.
  EXPECT_NEAR(mean_excess / energies, 0, 4.0 / 256 / std::sqrt(12.0 * energies));
}

// What the hinge does on average at any energy, between rows as well: 1 - exp(-g(E)) to 0.3 %, the
// sagitta of g(E) ~ E^-1.5 over 1/16 octave.
TEST_P(Tables, MeanDeflectionBetweenRows) {
  double worst = 0;
  for (double T = 0.12; T < 2.2; T *= 1.0213) {
    constexpr std::uint32_t count = 1u << 17;
    double sum = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      sum += static_cast<double>(
          sample_hinge_deflection(view, 0, quanta(T), (i << 15) | 0x4000u, i * 0x9E3779B1u >> 7));
    }
    const double g = settings.hinge_step(rates.elastic.kappa1_cm2_g(T, rates.Tc()));
    const double deviation = std::fabs(sum / count / -std::expm1(-g) - 1);
    EXPECT_LT(deviation, 3e-3) << T;
    worst = std::max(worst, deviation);
  }
  RecordProperty("worst", std::to_string(worst));
}

INSTANTIATE_TEST_SUITE_P(Presets, Tables,
                         ::testing::Values(std::tuple{"water", "reference"},
                                           std::tuple{"water", "clinical"},
                                           std::tuple{"cortical bone", "clinical"}),
                         [](const auto& parameters) {
                           std::string name = std::string(std::get<0>(parameters.param)) +
                                              std::get<1>(parameters.param);
                           std::erase(name, ' ');
                           return name;
                         });

// A source below the cut-off has no hinges at all: the tables stay finite and the flight is a tail.
TEST(PhysicsTables, ASourceBelowTheCutoffHasOnlyTails) {
  const PhysicsTables tables({library_material("water")}, {{0.05, 1.0}},
                             TransportChoice{"clinical", {}}.settings(3));
  const PhysicsTablesView view = tables.view();
  EXPECT_EQ(view.hinge_nodes_per_unit[0], real(0));
  for (std::uint32_t i = 0; i < view.hinge_inverse_nodes; ++i) {
    ASSERT_EQ(view.hinge_energy[i], static_cast<real>(view.electron_cutoff));
  }
  EXPECT_NEAR(static_cast<double>(csda_range(view, 0, quanta(0.05))), 0.00432, 1e-5);  // ESTAR
}

// The ends of what is offered: one unit of the clock there and back.
TEST(PhysicsTables, TheInverseOfTheHingeClockHoldsForTheFinestSteps) {
  TransportSettings finest = TransportChoice{}.settings(1);
  finest.hinge_path_g_cm2 = 1e-4;
  const PhysicsTables tables({library_material("water")}, {{2.28, 1.0}}, finest);
  const PhysicsTablesView view = tables.view();
  double sum = 0;
  int count = 0;
  for (double T = 0.011; T < 2.2; T *= 1.0317, ++count) {
    const double before = static_cast<double>(slowing_down(view, 0, quanta(T)).hinges);
    if (before < 2) continue;
    const EnergyQuanta after = energy_at_hinges(view, 0, static_cast<real>(before - 1));
    const double left = static_cast<double>(slowing_down(view, 0, after).hinges);
    EXPECT_NEAR(before - left, 1, 0.05) << T;  // energies are whole quanta
    sum += before - left - 1;
  }
  EXPECT_LT(std::fabs(sum / count), 2e-3);
}

TEST(PhysicsDigest, ChangesWithEverySettingAndWithTheMaterial) {
  const std::vector<std::pair<double, double>> line = {{0.6, 1.0}};
  const Material water = library_material("water");
  std::set<std::string> seen;
  const auto add = [&](const Material& material, const TransportSettings& settings) {
    return seen.insert(PhysicsTables({material}, line, settings).digest()).second;
  };
  EXPECT_TRUE(add(water, {}));
  EXPECT_FALSE(add(water, {}));
  for (double TransportSettings::*field :
       {&TransportSettings::electron_cutoff_keV, &TransportSettings::photon_cutoff_keV,
        &TransportSettings::moller_keV, &TransportSettings::brems_keV, &TransportSettings::hinge_g,
        &TransportSettings::hinge_path_g_cm2}) {
    TransportSettings changed;
    changed.*field *= 1.0009765625;
    EXPECT_TRUE(add(water, changed));
  }
  for (bool TransportSettings::*field :
       {&TransportSettings::follow_photons, &TransportSettings::internal_bremsstrahlung,
        &TransportSettings::dose_to_water, &TransportSettings::end_confined}) {
    TransportSettings changed;
    changed.*field = !(changed.*field);
    EXPECT_TRUE(add(water, changed));
  }
  Material drier = water;
  drier.mass_fractions[0].second *= 0.999;
  EXPECT_TRUE(add(drier, {}));
  Material icru90 = water;
  icru90.mean_excitation_energy_eV = 78;
  EXPECT_TRUE(add(icru90, {}));
  Material denser = water;
  denser.nominal_density_g_cm3 = 1.05;
  EXPECT_TRUE(add(denser, {}));
  EXPECT_TRUE(add(library_material("lung"), {}));
  const std::vector<std::pair<double, double>> other_line = {{0.61, 1.0}};
  EXPECT_TRUE(seen.insert(PhysicsTables({water}, other_line, {}).digest()).second);
}

}  // namespace
}  // namespace yttria
