// SPDX-License-Identifier: Apache-2.0
#include "engine/run/selftest.hpp"

#include <gtest/gtest.h>

namespace yttria {
namespace {

TEST(SelfTest, PassesOnEveryBackendPresent) {
  const SelfTestReport report = self_test();
  ASSERT_GE(report.rows.size(), 2u);
  for (const SelfTestRow& row : report.rows) {
    EXPECT_TRUE(row.passed()) << row.backend << " " << row.preset << " physics "
                              << row.measured.physics << " history " << row.measured.history
                              << " tally " << row.measured.tally;
  }
  EXPECT_TRUE(report.passed());
  EXPECT_EQ(report.verdict().substr(0, 7), "passed:");
}

TEST(SelfTest, OneWrongDigitFails) {
  SelfTestReport report = self_test();
  report.rows[0].measured.history[3] = report.rows[0].measured.history[3] == '0' ? '1' : '0';
  EXPECT_FALSE(report.passed());
  EXPECT_EQ(report.verdict().substr(0, 7), "FAILED:");
  EXPECT_FALSE(SelfTestReport{}.passed());
}

}  // namespace
}  // namespace yttria
