// SPDX-License-Identifier: Apache-2.0
// Errors of our own functions in units in the last place, against the C library in long double.
#include "kernels/core/math.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>

namespace yttria {
namespace {

template <class T>
long double ulp_error(T measured, long double exact) {
  int exponent = 0;
  std::frexp(static_cast<T>(exact), &exponent);
  const long double ulp = std::ldexp(1.0L, exponent - std::numeric_limits<T>::digits);
  return std::fabs(static_cast<long double>(measured) - exact) / ulp;
}

/// Values spread over many magnitudes, the same on every machine.
template <class T>
T spread(std::uint32_t i, T low, T high) {
  const T t = static_cast<T>((i * 2654435761u) >> 8) / T(1 << 24);
  return low + (high - low) * t;
}

template <class T>
class MathTest : public ::testing::Test {};
using Reals = ::testing::Types<float, double>;
TYPED_TEST_SUITE(MathTest, Reals);

TYPED_TEST(MathTest, LogarithmIsWithinOneAndAHalfUlp) {
  using T = TypeParam;
  long double worst = 0;
  for (std::uint32_t i = 0; i < 400'000; ++i) {
    const T x = std::exp2(spread<T>(i, T(-60), T(60)));
    worst = std::max(worst, ulp_error(math::log(x), std::log(static_cast<long double>(x))));
    const T near_one = spread<T>(i, T(0.5), T(2));
    if (near_one == T(1)) continue;
    worst = std::max(worst,
                     ulp_error(math::log(near_one), std::log(static_cast<long double>(near_one))));
  }
  this->RecordProperty("worst_ulp", std::to_string(worst));
  EXPECT_LT(worst, 1.5L);
  EXPECT_EQ(math::log(T(1)), T(0));
}

TYPED_TEST(MathTest, ExponentialIsWithinOneAndAHalfUlp) {
  using T = TypeParam;
  long double worst = 0;
  for (std::uint32_t i = 0; i < 400'000; ++i) {
    const T x = spread<T>(i, T(-80), T(80));
    worst = std::max(worst, ulp_error(math::exp(x), std::exp(static_cast<long double>(x))));
  }
  this->RecordProperty("worst_ulp", std::to_string(worst));
  EXPECT_LT(worst, 1.5L);
  EXPECT_EQ(math::exp(T(0)), T(1));
  EXPECT_EQ(math::exp(T(-2000)), T(0));
}

TYPED_TEST(MathTest, SineAndCosineAreWithinOneAndAHalfUlpOfOne) {
  using T = TypeParam;
  const long double turn = 6.283185307179586476925286766559L;
  long double worst = 0;
  for (std::uint32_t i = 0; i < 400'000; ++i) {
    const T u = spread<T>(i, T(0), T(1));
    const math::SineCosine<T> s = math::sincos_turns(u);
    const long double eps = std::numeric_limits<T>::epsilon();
    worst = std::max(worst, std::fabs(s.sine - std::sin(turn * u)) / eps);
    worst = std::max(worst, std::fabs(s.cosine - std::cos(turn * u)) / eps);
  }
  this->RecordProperty("worst_epsilon", std::to_string(worst));
  EXPECT_LT(worst, 1.5L);
}

TYPED_TEST(MathTest, QuartersOfATurnAreExact) {
  using T = TypeParam;
  const T sine[] = {0, 1, 0, -1, 0}, cosine[] = {1, 0, -1, 0, 1};
  for (int quarter = 0; quarter <= 4; ++quarter) {
    const math::SineCosine<T> s = math::sincos_turns(T(0.25) * static_cast<T>(quarter));
    EXPECT_EQ(s.sine, sine[quarter]) << quarter;
    EXPECT_EQ(s.cosine, cosine[quarter]) << quarter;
  }
}

}  // namespace
}  // namespace yttria
