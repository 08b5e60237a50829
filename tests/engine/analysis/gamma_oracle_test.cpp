// SPDX-License-Identifier: Apache-2.0
// Gamma against dense sampling of the interpolated dose, which shares no code with it.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "engine/analysis/gamma_index.hpp"
#include "tests/engine/support/map_of.hpp"

namespace yttria {
namespace {

using test::grid_of;
using test::map_of;
using Point = std::array<double, 3>;

/// Samples the whole ball within which a point can be better than the best so far, ever finer as
/// it shrinks, then around the best point.
class Oracle {
 public:
  Oracle(const DoseMap& test, GammaCriterion criterion, double maximum)
      : test_(test), criterion_(criterion), maximum_(maximum) {}

  double gamma(const Point& at_mm, double reference_Gy, double criterion_Gy) const {
    Best best{maximum_ * maximum_, at_mm};
    for (int pass = 0; pass < 3 && best.squared > 0; ++pass) {
      const double reach = std::sqrt(best.squared) * criterion_.distance_mm;
      sample(at_mm, reference_Gy, criterion_Gy, at_mm, reach, reach / 40, best);
    }
    for (double step = criterion_.distance_mm / 100; step > 1e-5; step /= 4) {
      sample(at_mm, reference_Gy, criterion_Gy, Point(best.point), 6 * step, step, best);
    }
    return std::sqrt(best.squared);
  }

 private:
  struct Best {
    double squared;
    Point point;
  };

  void sample(const Point& at, double R, double dD, const Point& centre, double reach, double step,
              Best& best) const {
    const int n = static_cast<int>(reach / step + 0.5);
    for (int k = -n; k <= n; ++k) {
      for (int j = -n; j <= n; ++j) {
        for (int i = -n; i <= n; ++i) {
          const Point p{centre[0] + i * step, centre[1] + j * step, centre[2] + k * step};
          double near = 0;
          for (std::size_t a = 0; a < 3; ++a) near += (p[a] - at[a]) * (p[a] - at[a]);
          near /= criterion_.distance_mm * criterion_.distance_mm;
          if (near >= best.squared) continue;
          const double excess = (dose(p) - R) / dD;
          const double squared = near + excess * excess;
          if (!(squared < best.squared)) continue;  // also where there is no dose
          best = {squared, p};
        }
      }
    }
  }

  /// Axis-parallel grids with their origin at 0.
  double dose(const Point& p) const {
    std::array<std::int64_t, 3> low{};
    Point f{};
    for (std::size_t a = 0; a < 3; ++a) {
      const double position = p[a] / test_.grid.spacing_mm[a];
      const double last = static_cast<double>(test_.grid.shape[a] - 1);
      if (position < -1e-9 || position > last + 1e-9) return NAN;
      low[a] = std::clamp<std::int64_t>(static_cast<std::int64_t>(position), 0,
                                        std::max<std::int64_t>(test_.grid.shape[a] - 2, 0));
      f[a] = position - static_cast<double>(low[a]);
    }
    const auto value = [&](std::int64_t i, std::int64_t j, std::int64_t k) {
      const auto x = std::min(low[0] + i, test_.grid.shape[0] - 1);
      const auto y = std::min(low[1] + j, test_.grid.shape[1] - 1);
      const auto z = std::min(low[2] + k, test_.grid.shape[2] - 1);
      return static_cast<double>(test_.dose_Gy[static_cast<std::size_t>(
          (z * test_.grid.shape[1] + y) * test_.grid.shape[0] + x)]);
    };
    const auto line = [&](std::int64_t j, std::int64_t k) {
      return value(0, j, k) * (1 - f[0]) + value(1, j, k) * f[0];
    };
    const auto area = [&](std::int64_t k) { return line(0, k) * (1 - f[1]) + line(1, k) * f[1]; };
    return area(0) * (1 - f[2]) + area(1) * f[2];
  }

  const DoseMap& test_;
  GammaCriterion criterion_;
  double maximum_;
};

struct Case {
  std::array<std::int64_t, 3> shape;
  std::array<double, 3> spacing_mm;
  GammaCriterion criterion;
  GammaNormalisation normalisation;
  double noise;  // of the test, relative
};

struct Pair {
  DoseMap reference, test;
};

Pair random_pair(const Case& c, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  const auto bumps = [&](double phase, double noise) {
    return [&, phase, noise](double x, double y, double z) {
      const double smooth = 60 + 25 * std::sin(x / 3 + phase) * std::cos(y / 4 - phase) +
                            15 * std::sin(z / 3 + 0.7 * phase);
      return std::abs(smooth * (1 + noise * normal(random)));
    };
  };
  const Grid grid = grid_of(c.shape, c.spacing_mm);
  return {map_of(grid, bumps(0, 0.01)), map_of(grid, bumps(0.12, c.noise))};
}

struct Difference {
  double gamma = 0;  // largest
  double passing_rate = 0;
};

Difference against_oracle(const Case& c, const GammaOptions& options, unsigned seed) {
  const auto [reference, test] = random_pair(c, seed);
  const GammaMap found =
      gamma_index(reference, test, resample(test, reference), c.criterion, options);
  const Oracle oracle(test, c.criterion, options.maximum);
  const double maximum_Gy = maximum_dose_Gy(reference);
  Difference difference;
  double judged = 0, passed = 0;
  for (std::size_t i = 0; i < reference.dose_Gy.size(); ++i) {
    const double R = static_cast<double>(reference.dose_Gy[i]);
    EXPECT_EQ(std::isnan(found.gamma[i]), R < 0.1 * maximum_Gy);
    if (std::isnan(found.gamma[i])) continue;
    const bool local = options.normalisation == GammaNormalisation::local;
    const double expected = oracle.gamma(
        voxel_centre_mm(reference.grid, grid_index(reference.grid, static_cast<std::int64_t>(i))),
        R, c.criterion.dose_percent / 100 * (local ? R : maximum_Gy));
    ++judged;
    if (expected <= 1) ++passed;
    difference.gamma =
        std::max(difference.gamma, std::abs(static_cast<double>(found.gamma[i]) - expected));
  }
  difference.passing_rate = std::abs(found.passing_rate - passed / judged);
  return difference;
}

constexpr auto global = GammaNormalisation::global;
constexpr auto local = GammaNormalisation::local;

const Case cases[] = {
    {{7, 6, 5}, {2, 2, 2}, {2, 2}, global, 0.03},       // voxels of the distance
    {{8, 7, 6}, {0.7, 0.9, 0.8}, {3, 2}, local, 0.05},  // thinner
    {{6, 6, 5}, {5, 4, 6}, {2, 2}, global, 0.03},       // thicker
    {{9, 5, 4}, {1, 2.5, 4}, {3, 1}, local, 0.04},      // anisotropic
    {{5, 5, 9}, {4, 3, 1}, {1, 3}, global, 0.02},
    {{12, 9, 1}, {1.5, 2, 3}, {2, 2}, local, 0.03},  // a plane
    {{1, 1, 60}, {3, 3, 1}, {2, 2}, global, 0.05},   // a line
};

TEST(GammaOracle, DenseSamplingFindsTheSame) {
  unsigned seed = 1;
  for (const Case& c : cases) {
    GammaOptions options;
    options.normalisation = c.normalisation;
    const Difference difference = against_oracle(c, options, seed++);
    SCOPED_TRACE(testing::Message() << "case " << seed - 1);
    EXPECT_LT(difference.gamma, 0.01);
    EXPECT_LT(difference.passing_rate, 0.001);
  }
}

TEST(GammaOracle, TwinWithoutInterpolationIsFound) {
  GammaOptions options;
  options.interpolate = false;
  const Difference difference = against_oracle(cases[0], options, 1);
  EXPECT_GT(difference.gamma, 0.01);
  EXPECT_GT(difference.passing_rate, 0.001);
}

}  // namespace
}  // namespace yttria
