// SPDX-License-Identifier: Apache-2.0
// Pearson's chi-square test. Samples come from fixed seeds, so a result never changes by itself;
// the false alarm rate is what a change of the random numbers would risk.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace yttria::test {

struct ChiSquare {
  double value = 0;
  std::size_t degrees = 0;
  /// Probability of a larger value; Wilson & Hilferty (1931), good to a few percent of p.
  double p() const {
    const double k = static_cast<double>(degrees);
    const double z = (std::cbrt(value / k) - (1 - 2 / (9 * k))) / std::sqrt(2 / (9 * k));
    return 0.5 * std::erfc(z / std::sqrt(2.0));
  }
};

/// Counts against expected counts; cells with an expectation below 10 are joined to the next.
inline ChiSquare chi_square(const std::vector<double>& counts,
                            const std::vector<double>& expected) {
  ChiSquare result;
  std::size_t cells = 0;
  double count = 0, expectation = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    count += counts[i];
    expectation += expected[i];
    if (expectation < 10 && i + 1 < counts.size()) continue;
    if (expectation > 0) {
      result.value += (count - expectation) * (count - expectation) / expectation;
      ++cells;
    }
    count = expectation = 0;
  }
  result.degrees = cells > 1 ? cells - 1 : 1;
  return result;
}

/// Rate of false alarms of every chi-square test here.
inline constexpr double false_alarm = 1e-4;

/// Every sample follows its distribution. Records the lowest p for the table of samplers
/// (tests/validation/samplers.py).
inline void expect_follows(const std::vector<ChiSquare>& found) {
  double lowest = 1;
  for (const ChiSquare& one : found) {
    EXPECT_GT(one.p(), false_alarm) << "chi-square " << one.value << " of " << one.degrees;
    lowest = std::fmin(lowest, one.p());
  }
  ::testing::Test::RecordProperty("cases", static_cast<int>(found.size()));
  ::testing::Test::RecordProperty("lowest_p", std::to_string(lowest));
}

/// Every sample with a deliberate bias is refused. Records the highest p.
inline void expect_twin_fails(const std::vector<ChiSquare>& found) {
  double highest = 0;
  for (const ChiSquare& one : found) {
    EXPECT_LT(one.p(), false_alarm) << "chi-square " << one.value << " of " << one.degrees;
    highest = std::fmax(highest, one.p());
  }
  ::testing::Test::RecordProperty("twin_p", std::to_string(highest));
}

}  // namespace yttria::test
