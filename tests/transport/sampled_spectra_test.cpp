// SPDX-License-Identifier: Apache-2.0
// Energies and losses that come from tables, against the distributions the tables were made of.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "engine/physics/bremsstrahlung.hpp"
#include "engine/physics/goudsmit_saunderson.hpp"
#include "engine/physics/internal_bremsstrahlung.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/physics/physics_tables.hpp"
#include "kernels/transport/transport_history.hpp"
#include "tests/support/chi_square.hpp"
#include "tests/support/samples.hpp"

namespace yttria {
namespace {

constexpr int cells = 40;
constexpr int wanted = 100'000;

EnergyQuanta quanta(double energy_MeV) {
  return static_cast<EnergyQuanta>(energy_MeV * quanta_per_MeV + 0.5);
}

/// Samples of a variable in 0..1 against its cumulative distribution there.
test::ChiSquare compared(const std::function<double()>& sample,
                         const std::function<double(double)>& cumulative) {
  std::vector<double> counts(cells, 0.0), expected;
  for (int i = 0; i < cells; ++i) {
    expected.push_back(wanted * (cumulative((i + 1.0) / cells) - cumulative(1.0 * i / cells)));
  }
  for (int i = 0; i < wanted; ++i) {
    const double place = std::clamp(sample(), 0.0, 1.0) * cells;
    counts[static_cast<std::size_t>(std::min(place, cells - 1.0))] += 1;
  }
  return test::chi_square(counts, expected);
}

/// Linear between equidistant values over 0..1.
double at(const std::vector<double>& values, double x) {
  const double place = x * static_cast<double>(values.size() - 1);
  const std::size_t low = std::min(static_cast<std::size_t>(place), values.size() - 2);
  return values[low] + (place - static_cast<double>(low)) * (values[low + 1] - values[low]);
}

class SampledSpectra : public ::testing::Test {
 protected:
  static TransportSettings settings() {
    TransportSettings s;
    s.internal_bremsstrahlung = true;
    return s;
  }

  Material water = library_material("water");
  std::vector<std::pair<double, double>> betas = nuclide("Y-90").spectrum;
  PhysicsTables tables{{water}, betas, settings()};
  PhysicsTablesView view = tables.view();
  test::Samples random{21};
};

TEST_F(SampledSpectra, BetaSpectrum) {
  const double end = betas.back().first;
  std::vector<double> energies, sums{0};
  for (std::size_t i = 0; i + 1 < betas.size(); ++i) {
    sums.push_back(sums.back() + 0.5 * (betas[i].second + betas[i + 1].second) *
                                     (betas[i + 1].first - betas[i].first));
  }
  const auto cumulative = [&](double x) {
    const double E = x * end;
    std::size_t i = 0;
    while (i + 2 < betas.size() && betas[i + 1].first < E) ++i;
    const double part = E - betas[i].first;
    const double slope =
        (betas[i + 1].second - betas[i].second) / (betas[i + 1].first - betas[i].first);
    return (sums[i] + part * (betas[i].second + 0.5 * slope * part)) / sums.back();
  };
  const auto energy = [&](double factor) {
    return factor * static_cast<double>(detail::sample_spectrum(view, random.word())) *
           quantum_MeV / end;
  };
  test::expect_follows({compared([&] { return energy(1); }, cumulative)});
  test::expect_twin_fails({compared([&] { return energy(1.02); }, cumulative)});
}

/// Photons of at least 1 keV against a cumulative distribution over ln(k/kc)/ln(T/kc), at several
/// energies T; twins: 5 % more energy.
void expect_photons_follow(
    test::Samples& random, const std::vector<double>& energies_MeV,
    const std::function<std::vector<double>(double T_MeV)>& cumulative_at,
    const std::function<EnergyQuanta(EnergyQuanta, std::uint32_t, std::uint32_t)>& sample) {
  std::vector<test::ChiSquare> found, twins;
  for (const double T : energies_MeV) {
    const std::vector<double> sums = cumulative_at(T);
    const auto place = [&](double factor) {
      const std::uint32_t energy_word = random.word(), row_word = random.word();
      const double k_MeV = factor * sample(quanta(T), energy_word, row_word) * quantum_MeV;
      return std::log(k_MeV / 0.001) / std::log(T / 0.001);
    };
    const auto cumulative = [&](double x) { return at(sums, x); };
    found.push_back(compared([&] { return place(1); }, cumulative));
    twins.push_back(compared([&] { return place(1.05); }, cumulative));
  }
  test::expect_follows(found);
  test::expect_twin_fails(twins);
}

TEST_F(SampledSpectra, Bremsstrahlung) {
  const Bremsstrahlung source(water);
  expect_photons_follow(
      random, {0.03, 0.2, 1.0, 2.2}, [&](double T) { return source.cumulative(T, 0.001, 2001); },
      [&](EnergyQuanta energy, std::uint32_t energy_word, std::uint32_t row_word) {
        return sample_bremsstrahlung(view, 0, energy, energy_word, row_word);
      });
}

TEST_F(SampledSpectra, InternalBremsstrahlung) {
  expect_photons_follow(
      random, {0.1, 0.7, 2.0}, [](double T) { return internal_photon_cumulative(T, 0.001, 4001); },
      [&](EnergyQuanta energy, std::uint32_t energy_word, std::uint32_t row_word) {
        return sample_photon_energy(view.internal_photons, 0, view.brems_cutoff, energy,
                                    energy_word, row_word);
      });
}

// Goudsmit and Saunderson: the survival of the exact distribution is uniform.
TEST_F(SampledSpectra, MultipleScattering) {
  const Elastic elastic(water);
  std::vector<test::ChiSquare> found, twins;
  for (const double T : {0.02, 0.1, 0.5, 2.0}) {
    for (const double g : {0.02, 0.1, 0.5}) {
      const GoudsmitSaunderson exact(elastic.scatterers(T, 0.01), g);
      const AngleRow row = angle_row(exact);
      std::vector<double> edges;
      for (int i = 1; i < cells; ++i) edges.push_back(exact.quantile(1 - 1.0 * i / cells));
      if (edges.front() == 0) continue;  // too often no collision at all: cells have no width
      const auto place = [&](double factor) {
        const double y = factor * static_cast<double>(hinge_deflection(row, random.word()));
        const auto above = std::upper_bound(edges.begin(), edges.end(), y);
        return (static_cast<double>(above - edges.begin()) + 0.5) / cells;
      };
      const auto cumulative = [](double x) { return x; };
      found.push_back(compared([&] { return place(1); }, cumulative));
      twins.push_back(compared([&] { return place(1.05); }, cumulative));
    }
  }
  EXPECT_GE(found.size(), 10u);
  test::expect_follows(found);
  test::expect_twin_fails(twins);
}

// The two forms of a soft loss: uniform, and zero or uniform.
TEST_F(SampledSpectra, SoftLoss) {
  constexpr double mean = 1000;
  std::vector<test::ChiSquare> found, twins;
  for (const double variance : {1e3, 3e5, 4e5, 5e6}) {
    const double triple = 3 * variance, square = mean * mean;
    const bool uniform_form = triple <= square;
    const double half = std::sqrt(triple);
    const double zero = (triple - square) / (triple + 3 * square);
    const double low = uniform_form ? mean - half : 0;
    const double high = uniform_form ? mean + half : (triple + 3 * square) / (2 * mean);
    const auto place = [&](double factor) {
      return (factor * static_cast<double>(sample_soft_loss(
                           static_cast<real>(mean), static_cast<real>(variance), random.number())) -
              low) /
             (high - low);
    };
    const auto cumulative = [&](double x) {
      return uniform_form ? x : x > 0 ? zero + (1 - zero) * x : 0.0;
    };
    found.push_back(compared([&] { return place(1); }, cumulative));
    twins.push_back(compared([&] { return place(1.05); }, cumulative));
  }
  test::expect_follows(found);
  test::expect_twin_fails(twins);
}

}  // namespace
}  // namespace yttria
