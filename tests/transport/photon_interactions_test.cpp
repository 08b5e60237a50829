// SPDX-License-Identifier: Apache-2.0
#include "kernels/physics/photon_interactions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "engine/physics/material_library.hpp"
#include "engine/physics/photon_cross_sections.hpp"
#include "engine/physics/physics_tables.hpp"
#include "tests/support/chi_square.hpp"
#include "tests/support/samples.hpp"

namespace yttria {
namespace {

constexpr double m = constants::electron_rest_energy_MeV;

EnergyQuanta quanta(double energy_MeV) {
  return static_cast<EnergyQuanta>(energy_MeV * quanta_per_MeV + 0.5);
}

double transfer(double E_MeV, double y) {  // x for y = 1 - cos
  return E_MeV * 1e3 / constants::planck_c_keV_angstrom * std::sqrt(0.5 * y);
}

/// Klein and Nishina's cross-section over y, without its factor.
double klein_nishina(double E_MeV, double y) {
  const double e = 1 / (1 + E_MeV / m * y), cosine = 1 - y;
  return e * e * (e + 1 / e - 1 + cosine * cosine);
}

/// Sauter's distribution over y for kinetic energy T.
double sauter(double T_MeV, double y) {
  const double gamma = 1 + T_MeV / m, beta = std::sqrt(1 - 1 / (gamma * gamma));
  const double sine2 = y * (2 - y), c = 1 - beta * (1 - y);
  return sine2 / (c * c * c * c) * (1 + 0.5 * gamma * (gamma - 1) * (gamma - 2) * c);
}

/// Chi-square of 2e5 samples of y = 1 - cos in 40 cells, equidistant in the square root of y,
/// where forward peaks are resolved.
test::ChiSquare chi_square_of(const std::function<double()>& sample,
                              const std::function<double(double)>& density) {
  constexpr int cells = 40, wanted = 200'000, points = 200;
  std::vector<double> counts(cells, 0.0), expected(cells, 0.0);
  double all = 0;
  for (int cell = 0; cell < cells; ++cell) {
    for (int i = 0; i < points; ++i) {
      const double root = std::sqrt(2.0) * (cell + (i + 0.5) / points) / cells;
      expected[static_cast<std::size_t>(cell)] += density(root * root) * 2 * root;
    }
    all += expected[static_cast<std::size_t>(cell)];
  }
  for (double& value : expected) value *= wanted / all;
  for (int i = 0; i < wanted; ++i) {
    const double place = std::sqrt(std::clamp(sample(), 0.0, 2.0) / 2) * cells;
    counts[static_cast<std::size_t>(std::min(place, cells - 1.0))] += 1;
  }
  return test::chi_square(counts, expected);
}

class PhotonSamplers : public ::testing::TestWithParam<const char*> {
 protected:
  PhotonSamplers()
      : material(library_material(GetParam())),
        photons(material),
        tables({material}, {{1.0, 1.0}}, {}),
        view(tables.view()) {}

  double compton(test::Samples& s, double E) const {
    for (;;) {
      const RandomBlock block = {{s.word(), s.word(), s.word(), s.word()}};
      const ComptonTrial trial = try_compton(view, 0, quanta(E), block);
      if (trial.accepted) return static_cast<double>(trial.one_minus_cosine);
    }
  }
  double rayleigh(test::Samples& s, double E) const {
    for (;;) {
      const real u_transfer = s.number(), u_accept = s.number();
      const RayleighTrial trial = try_rayleigh(view, 0, quanta(E), u_transfer, u_accept);
      if (trial.accepted) return static_cast<double>(trial.one_minus_cosine);
    }
  }

  Material material;
  PhotonCrossSections photons;
  PhysicsTables tables;
  PhysicsTablesView view;
};

TEST_P(PhotonSamplers, ComptonFollowsKleinNishinaTimesScatteringFunction) {
  std::vector<test::ChiSquare> found;
  for (const double E : {0.002, 0.01, 0.05, 0.3, 1.0, 2.2}) {
    test::Samples s(11);
    const auto density = [&](double y) {
      return klein_nishina(E, y) * photons.scattering_function(transfer(E, y));
    };
    found.push_back(chi_square_of([&] { return compton(s, E); }, density));
  }
  test::expect_follows(found);
}

// The twin: electrons at rest and free. At 10 keV binding turns away what goes forward.
TEST_P(PhotonSamplers, TestNoticesFreeElectrons) {
  test::Samples s(11);
  test::expect_twin_fails({chi_square_of([&] { return compton(s, 0.01); },
                                         [](double y) { return klein_nishina(0.01, y); })});
}

TEST_P(PhotonSamplers, RayleighFollowsThomsonTimesFormFactor) {
  std::vector<test::ChiSquare> found;
  for (const double E : {0.001, 0.005, 0.02, 0.06, 0.3, 2.2}) {
    test::Samples s(12);
    const auto density = [&](double y) {
      return (1 + (1 - y) * (1 - y)) * photons.form_factor_squared(transfer(E, y));
    };
    found.push_back(chi_square_of([&] { return rayleigh(s, E); }, density));
  }
  test::expect_follows(found);
}

// The twin: all electrons of an atom in one point.
TEST_P(PhotonSamplers, TestNoticesPointlikeAtoms) {
  test::Samples s(12);
  test::expect_twin_fails({chi_square_of([&] { return rayleigh(s, 0.02); },
                                         [](double y) { return 1 + (1 - y) * (1 - y); })});
}

// Choices among processes in proportion to the cross-sections, at energies that are no nodes.
TEST_P(PhotonSamplers, ProcessesFollowTheirCrossSections) {
  for (const double E : {0.0033, 0.0217, 0.087, 0.71, 1.31, 2.27}) {
    const energy_grid::Position at = energy_grid::locate(quanta(E));
    const PhotonStep& step = photon_step(view, 0, at.index);
    const double total = photons.total_cm2_g(E);
    EXPECT_NEAR(static_cast<double>(mass_attenuation(step, at.fraction)) / total, 1, 1e-3) << E;
    const double share[] = {photons.compton_cm2_g(E) / total, photons.rayleigh_cm2_g(E) / total,
                            photons.photoelectric_cm2_g(E) / total, photons.pair_cm2_g(E) / total};
    double chosen[4] = {};
    constexpr int points = 1 << 16;
    for (int i = 0; i < points; ++i) {
      const real u = static_cast<real>((i + 0.5) / points);
      chosen[static_cast<int>(choose_process(step, at.fraction, u))] += 1.0 / points;
    }
    for (int k = 0; k < 4; ++k) {  // to 1 %, and what 2^-16 of the words resolves
      EXPECT_NEAR(chosen[k], share[k], 0.01 * share[k] + 2.0 / points) << E << " " << k;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Materials, PhotonSamplers, ::testing::Values("water", "cortical bone"));

TEST(Photoelectron, FollowsSauter) {
  std::vector<test::ChiSquare> found, twins;
  for (const double T : {0.002, 0.02, 0.1, 0.5, 2.0}) {
    test::Samples s(13);
    const auto sample = [&](bool reject) {
      for (;;) {
        const real u_cosine = s.number(), u_accept = s.number();
        const PhotoelectronTrial trial =
            try_photoelectron(static_cast<real>(T), u_cosine, u_accept);
        if (trial.accepted || !reject) return static_cast<double>(trial.one_minus_cosine);
      }
    };
    const auto density = [&](double y) { return sauter(T, y); };
    found.push_back(chi_square_of([&] { return sample(true); }, density));
    twins.push_back(chi_square_of([&] { return sample(false); }, density));
  }
  test::expect_follows(found);
  test::expect_twin_fails(twins);
}

// Energy and momentum before and after, the electron's direction in the plane of scattering.
TEST(ComptonElectron, ConservesMomentum) {
  for (const double E : {0.01, 0.3, 2.2}) {
    for (const double y : {1e-4, 0.1, 1.0, 1.9}) {
      const double k = E / m, after = k / (1 + k * y);
      const double T = k - after, p = std::sqrt(T * (T + 2));
      const double cosine =
          1 - static_cast<double>(compton_electron_deflection(quanta(E), static_cast<real>(y)));
      const double sine = std::sqrt(1 - cosine * cosine);
      EXPECT_NEAR(p * cosine + after * (1 - y), k, 1e-5 * k) << E << " " << y;
      EXPECT_NEAR(p * sine, after * std::sqrt(y * (2 - y)), 2e-5 * k) << E << " " << y;
    }
  }
}

}  // namespace
}  // namespace yttria
