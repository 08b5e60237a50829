// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/physics/bremsstrahlung.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/physics/physics_tables.hpp"
#include "kernels/physics/bremsstrahlung.hpp"

namespace yttria {
namespace {

EnergyQuanta quanta(double energy_MeV) {
  return static_cast<EnergyQuanta>(energy_MeV * quanta_per_MeV + 0.5);
}

class PhotonEnergy : public ::testing::TestWithParam<std::pair<const char*, double>> {
 protected:
  PhotonEnergy() : material(library_material(GetParam().first)), kc(GetParam().second) {
    TransportSettings settings;
    settings.brems_keV = kc * 1e3;
    tables.emplace_back(std::vector{material}, std::vector{std::pair{2.28, 1.0}}, settings);
    view = tables[0].view();
  }

  struct Deviation {
    double distance;  // largest difference of the cumulative distributions
    double mean;      // relative difference of the mean photon energy
  };
  /// Equidistant words instead of random ones: no statistical error is left. Compared with Seltzer
  /// and Berger's distribution in 200 cells of ln k.
  Deviation sample(EnergyQuanta energy, double scale_of_k) const {
    constexpr int cells = 200, count = 1 << 18;
    const double T = energy * quantum_MeV;
    const std::vector<double> expected = Bremsstrahlung(material).cumulative(T, kc, cells + 1);
    std::vector<double> counts(cells, 0.0);
    double sum = 0, mean = 0;
    for (std::uint32_t i = 0; i < count; ++i) {
      const EnergyQuanta k =
          sample_bremsstrahlung(view, 0, energy, (i << 14) | 0x2000u, i * 0x9E3779B1u >> 5);
      const double k_MeV = k * quantum_MeV * scale_of_k;
      const double place = std::log(k_MeV / kc) / std::log(T / kc) * cells;
      counts[static_cast<std::size_t>(std::clamp(place, 0.0, cells - 1.0))] += 1.0 / count;
      sum += k_MeV / count;
    }
    Deviation result = {0, 0};
    double below = 0;
    for (std::size_t i = 0; i < cells; ++i) {
      below += counts[i];
      result.distance = std::max(result.distance, std::fabs(below - expected[i + 1]));
      mean += (expected[i + 1] - expected[i]) * kc *
              std::pow(T / kc, (static_cast<double>(i) + 0.5) / cells);
    }
    result.mean = sum / mean - 1;
    return result;
  }

  Material material;
  double kc;
  std::vector<PhysicsTables> tables;
  PhysicsTablesView view;
};

// The cross-sections themselves are compared to 0.5 %; the sampler may add no more than that to
// the mean energy, and may put no more than 0.2 % of the photons on the wrong side of any energy.
TEST_P(PhotonEnergy, FollowsSeltzerAndBergerAtRowsAndBetween) {
  constexpr int width = 1 << brems_grid::row_shift;
  const EnergyQuanta row =
      energy_grid::node_energy(energy_grid::locate(quanta(1)).index / width * width);
  double worst_distance = 0, worst_mean = 0;
  for (const EnergyQuanta energy : {row, quanta(0.02), quanta(0.033), quanta(0.13), quanta(0.487),
                                    quanta(1.04), quanta(2.27)}) {
    const Deviation result = sample(energy, 1);
    EXPECT_LT(result.distance, 2e-3) << energy * quantum_MeV;
    EXPECT_LT(std::fabs(result.mean), 5e-3) << energy * quantum_MeV;
    worst_distance = std::max(worst_distance, result.distance);
    worst_mean = std::max(worst_mean, std::fabs(result.mean));
  }
  RecordProperty("worst_distance", std::to_string(worst_distance));
  RecordProperty("worst_mean", std::to_string(worst_mean));
}

TEST_P(PhotonEnergy, TestNoticesFivePercentInEnergy) {
  const Deviation result = sample(quanta(1.04), 1.05);
  EXPECT_GT(result.distance, 2e-3);
  EXPECT_GT(std::fabs(result.mean), 5e-3);
}

TEST_P(PhotonEnergy, EveryWordStaysInRange) {
  for (const EnergyQuanta energy : {view.brems_cutoff + 1, view.brems_cutoff * 2, quanta(2.28)}) {
    for (const std::uint32_t word : {0u, 0x1FFu, 0x7FFFFFFFu, 0xFFFFFE00u, 0xFFFFFFFFu}) {
      for (const std::uint32_t row : {0u, 0xFFu}) {
        const EnergyQuanta k = sample_bremsstrahlung(view, 0, energy, word, row);
        EXPECT_GE(k, view.brems_cutoff);
        EXPECT_LE(k, energy);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Materials, PhotonEnergy,
                         ::testing::Values(std::pair{"water", 0.001}, std::pair{"water", 0.01},
                                           std::pair{"cortical bone", 0.01}));

// p(mu) ~ (1 - beta mu)^-2 has a closed cumulative distribution, which the sampler inverts.
TEST(PhotonDeflection, InvertsItsDistribution) {
  for (const double T : {0.01, 0.1, 1.0, 2.28}) {
    const double gamma = 1 + T / constants::electron_rest_energy_MeV;
    const double beta = std::sqrt(1 - 1 / (gamma * gamma));
    for (double u = 0.001; u < 1; u += 0.0371) {
      const double mu = 1 - static_cast<double>(sample_photon_deflection(static_cast<real>(T),
                                                                         static_cast<real>(u)));
      const double below = (1 - beta) * (1 + mu) / (2 * (1 - beta * mu));
      EXPECT_NEAR(below, u, 3e-6) << T;
    }
  }
}

}  // namespace
}  // namespace yttria
