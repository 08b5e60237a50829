// SPDX-License-Identifier: Apache-2.0
#include "kernels/physics/moller.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/support/chi_square.hpp"
#include "tests/support/samples.hpp"

namespace yttria {
namespace {

constexpr double m = constants::electron_rest_energy_MeV;

/// Moller's cross-section for a loss W, without its factor (ICRU Report 37).
double cross_section(double T, double W) {
  const double E = T + m;
  return 1 / (W * W) + 1 / ((T - W) * (T - W)) + 1 / (E * E) -
         m * (2 * T + m) / (E * E * W * (T - W));
}

/// int W^n dsigma between two losses, midpoints in ln W.
double moment(double T, double low, double high, int n) {
  constexpr int points = 400;
  const double step = std::log(high / low) / points;
  double sum = 0;
  for (int i = 0; i < points; ++i) {
    const double W = low * std::exp((i + 0.5) * step);
    sum += std::pow(W, n) * cross_section(T, W) * W * step;
  }
  return sum;
}

struct Beam {
  double T, Tc;
};
// From just above the threshold T = 2 Tc, where all losses are T/2, to the end of Y-90.
constexpr Beam beams[] = {{0.020002, 0.01}, {0.0201, 0.01}, {0.03, 0.01}, {0.1, 0.01}, {0.11, 0.05},
                          {0.0045, 0.002},  {1, 0.01},      {1, 0.1},     {2.28, 0.01}};

struct Sampled {
  test::ChiSquare shape;
  double mean_in_sigma;  // deviation of the mean loss
};

/// 2e5 losses in 40 cells that are equal in 1/W. `reject` false takes every trial: the twin.
Sampled sample(const Beam& beam, bool reject) {
  constexpr int cells = 40, wanted = 200'000;
  const auto edge = [&](int i) {
    const double low = 1 / beam.Tc, high = 2 / beam.T;
    return 1 / (low - (low - high) * i / cells);
  };
  std::vector<double> counts(cells, 0.0), expected;
  const double all = moment(beam.T, beam.Tc, beam.T / 2, 0);
  for (int i = 0; i < cells; ++i) {
    expected.push_back(wanted * moment(beam.T, edge(i), edge(i + 1), 0) / all);
  }
  test::Samples samples(1);
  double sum = 0;
  for (int accepted = 0; accepted < wanted;) {
    const real choice = samples.number(), place_in_range = samples.number();  // in this order
    const MollerTrial trial = try_moller_loss(static_cast<real>(beam.T), static_cast<real>(beam.Tc),
                                              place_in_range, choice);
    if (reject && !trial.accepted) continue;
    ++accepted;
    const double W = static_cast<double>(trial.W_MeV);
    const double place = (1 / beam.Tc - 1 / W) / (1 / beam.Tc - 2 / beam.T) * cells;
    counts[static_cast<std::size_t>(std::clamp(place, 0.0, cells - 1.0))] += 1;
    sum += W;
  }
  const double mean = moment(beam.T, beam.Tc, beam.T / 2, 1) / all;
  const double variance = moment(beam.T, beam.Tc, beam.T / 2, 2) / all - mean * mean;
  // Single precision of the energies adds 1e-7 of them to the error of the mean.
  const double sigma = std::sqrt(variance / wanted) + 1e-7 * mean;
  return {test::chi_square(counts, expected), (sum / wanted - mean) / sigma};
}

TEST(MollerLoss, FollowsTheCrossSection) {
  std::vector<test::ChiSquare> found;
  for (const Beam& beam : beams) {
    const Sampled result = sample(beam, true);
    // The narrowest interval is a few hundred floats wide: only its mean can be tested.
    if (beam.T / beam.Tc > 2.001) found.push_back(result.shape);
    EXPECT_LT(std::fabs(result.mean_in_sigma), 4) << beam.T;  // false alarm 6e-5
  }
  test::expect_follows(found);
}

TEST(MollerLoss, TestNoticesMissingRejection) {
  std::vector<test::ChiSquare> found;
  for (const Beam& beam : {beams[3], beams[6], beams[7]}) {
    found.push_back(sample(beam, false).shape);
  }
  test::expect_twin_fails(found);
  EXPECT_GT(std::fabs(sample(beams[3], false).mean_in_sigma), 4);
}

TEST(MollerLoss, StaysBetweenCutOffAndHalf) {
  for (const Beam& beam : beams) {
    for (const std::uint32_t word : {0u, 1u, 0x80000000u, 0xFFFFFFFEu, 0xFFFFFFFFu}) {
      const MollerTrial trial = try_moller_loss(
          static_cast<real>(beam.T), static_cast<real>(beam.Tc), uniform(word), real(0.5));
      EXPECT_GE(static_cast<double>(trial.W_MeV), beam.Tc * (1 - 3e-7)) << beam.T;
      EXPECT_LE(static_cast<double>(trial.W_MeV), beam.T / 2 * (1 + 3e-7)) << beam.T;
    }
  }
}

// The bound of the rejection is a bound, and acceptance is never rare.
TEST(MollerLoss, WeightIsLargestAtAnEnd) {
  for (double T = 0.003; T < 4; T *= 1.1) {
    const double at_half =
        static_cast<double>(moller_weight(static_cast<real>(T), static_cast<real>(T / 2)));
    const double largest = std::max(1.0, at_half);
    for (double W = 0.001; W <= T / 2; W *= 1.02) {
      const double weight =
          static_cast<double>(moller_weight(static_cast<real>(T), static_cast<real>(W)));
      EXPECT_NEAR(weight, W * W * cross_section(T, W), 1e-5);
      EXPECT_LE(weight, largest * (1 + 1e-6)) << T << " " << W;
      EXPECT_GE(weight, largest / 3) << T << " " << W;
    }
  }
}

double momentum(double T) {
  return std::sqrt(T * (T + 2 * m));
}

// Along the beam and across it, 1e-6 of the momentum: single precision.
TEST(MollerAngles, ConserveMomentum) {
  for (const Beam& beam : beams) {
    for (int i = 0; i <= 20; ++i) {
      const double W = beam.Tc + (beam.T / 2 - beam.Tc) * i / 20;
      const MollerAngles angles = moller_angles(static_cast<real>(beam.T), static_cast<real>(W));
      const double y1 = static_cast<double>(angles.primary), y2 = static_cast<double>(angles.delta);
      const double p = momentum(beam.T), p1 = momentum(beam.T - W), p2 = momentum(W);
      EXPECT_NEAR((p1 * (1 - y1) + p2 * (1 - y2)) / p, 1, 1e-6) << beam.T << " " << W;
      EXPECT_NEAR((p1 * std::sqrt(y1 * (2 - y1)) - p2 * std::sqrt(y2 * (2 - y2))) / p, 0, 1e-6)
          << beam.T << " " << W;
    }
  }
}

TEST(MollerAngles, HalfTheEnergyIsSymmetric) {
  for (const Beam& beam : beams) {
    const MollerAngles angles =
        moller_angles(static_cast<real>(beam.T), static_cast<real>(beam.T / 2));
    EXPECT_NEAR(static_cast<double>(angles.primary / angles.delta), 1, 1e-6) << beam.T;
  }
}

}  // namespace
}  // namespace yttria
