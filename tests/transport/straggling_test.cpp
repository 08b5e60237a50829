// SPDX-License-Identifier: Apache-2.0
#include "kernels/physics/straggling.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "kernels/core/rng.hpp"

namespace yttria {
namespace {

struct Moments {
  double mean = 0, variance = 0, smallest = 1e30;
};

/// Over equidistant u: the sampler is an inverse cumulative distribution.
template <class Sampler>
Moments moments(Sampler sampler) {
  constexpr int count = 1 << 18;
  Moments m;
  double squares = 0;
  for (int i = 0; i < count; ++i) {
    const double loss = static_cast<double>(sampler(static_cast<real>((i + 0.5) / count)));
    m.mean += loss / count;
    squares += loss * loss / count;
    m.smallest = std::min(m.smallest, loss);
  }
  m.variance = squares - m.mean * m.mean;
  return m;
}

// Variance over mean squared: narrow, at the joint 1/3 of the two forms, far beyond.
constexpr double ratios[] = {1e-6, 0.01, 0.1, 0.2, 0.333, 0.3333333, 0.3334, 0.4, 1, 3, 30};

// 2e-5 of mean and variance: single precision of the sum's terms and of u.
TEST(SoftLoss, KeepsMeanAndVariance) {
  for (const double mean : {3.0, 2000.0, 4e5}) {
    for (const double ratio : ratios) {
      const double variance = ratio * mean * mean;
      const Moments m = moments([&](real u) {
        return sample_soft_loss(static_cast<real>(mean), static_cast<real>(variance), u);
      });
      EXPECT_NEAR(m.mean / mean, 1, 2e-5) << mean << " " << ratio;
      EXPECT_NEAR(m.variance / variance, 1, ratio < 1e-3 ? 2e-2 : 2e-4) << mean << " " << ratio;
      EXPECT_GE(m.smallest, 0) << mean << " " << ratio;
    }
  }
}

TEST(SoftLoss, MomentsNoticeAClampedDistribution) {
  const Moments m = moments([](real u) {
    const real loss = real(1) + std::sqrt(real(3)) * (real(2) * u - real(1));
    return loss > real(0) ? loss : real(0);
  });
  EXPECT_GT(std::fabs(m.mean - 1), 2e-5);
  EXPECT_GT(std::fabs(m.variance - 1), 2e-4);
}

RC_GTEST_PROP(SoftLoss, IsNeverNegativeAndGrowsWithU, ()) {
  const int mean_exponent = *rc::gen::inRange(-4, 23);
  const int ratio_exponent = *rc::gen::inRange(-30, 12);
  const real mean =
      std::ldexp(real(1) + uniform(*rc::gen::arbitrary<std::uint32_t>()), mean_exponent);
  const real variance =
      mean * mean *
      std::ldexp(real(1) + uniform(*rc::gen::arbitrary<std::uint32_t>()), ratio_exponent);
  real last = 0;
  std::uint32_t word = 0;
  for (int i = 0; i < 257; ++i, word += 0x00FF00FFu) {
    const real loss = sample_soft_loss(mean, variance, uniform(word));
    RC_ASSERT(std::isfinite(loss));
    RC_ASSERT(loss >= last);
    last = loss;
  }
}

}  // namespace
}  // namespace yttria
