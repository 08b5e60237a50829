// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/fourier.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace yttria {
namespace {

using Complex = std::complex<double>;

std::vector<Complex> some_values(std::size_t count) {
  std::vector<Complex> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double x = static_cast<double>(i);
    values[i] = {std::sin(3 * x * x), std::cos(5 * x + 1)};
  }
  return values;
}

TEST(Fourier, FastLengthsHaveSmallFactors) {
  EXPECT_EQ(fast_length(1), 1);
  EXPECT_EQ(fast_length(7), 8);
  EXPECT_EQ(fast_length(11), 12);
  EXPECT_EQ(fast_length(324), 324);
  EXPECT_EQ(fast_length(325), 360);
}

TEST(Fourier, IsTheSumOfWaves) {
  ThreadPool pool(2);
  const FourierGrid fft({3, 4, 10}, pool);
  const std::vector<Complex> before = some_values(fft.size());
  std::vector<Complex> after = before;
  fft.forward(after);
  for (const std::size_t kx : {0u, 1u}) {
    for (const std::size_t ky : {0u, 3u}) {
      for (const std::size_t kz : {0u, 7u}) {
        Complex expected = 0;
        for (std::size_t i = 0; i < before.size(); ++i) {
          const double phase = static_cast<double>(kx * (i % 3)) / 3 +
                               static_cast<double>(ky * (i / 3 % 4)) / 4 +
                               static_cast<double>(kz * (i / 12)) / 10;
          expected += before[i] * std::exp(Complex(0, -2 * std::numbers::pi * phase));
        }
        EXPECT_LT(std::abs(after[(kz * 4 + ky) * 3 + kx] - expected), 1e-12);
      }
    }
  }
}

TEST(Fourier, ForthAndBackMultipliesBySize) {
  for (const std::array<std::int64_t, 3>& shape :
       {std::array<std::int64_t, 3>{1, 1, 1}, {1, 9, 5}, {20, 1, 3}, {7, 8, 1}}) {
    ThreadPool one(1), three(3);
    const FourierGrid fft(shape, one), other(shape, three);
    const std::vector<Complex> before = some_values(fft.size());
    std::vector<Complex> after = before, with_threads = before;
    fft.forward(after);
    other.forward(with_threads);
    EXPECT_EQ(after, with_threads);
    fft.backward(after);
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_LT(std::abs(after[i] / static_cast<double>(fft.size()) - before[i]), 1e-13);
    }
  }
}

}  // namespace
}  // namespace yttria
