// SPDX-License-Identifier: Apache-2.0
// The self-test as a program of its own, to be built by other compilers and at other levels of
// optimisation than the product. Prints one line per run; the last word says whether the digests
// are the golden ones.
#include <cstdio>

#include "engine/run/selftest.hpp"

int main() {
  const yttria::SelfTestReport report = yttria::self_test();
  for (const yttria::SelfTestRow& row : report.rows) {
    std::printf("%s %s physics %s history %s tally %s %s\n", row.backend.c_str(),
                row.preset.c_str(), row.measured.physics.c_str(), row.measured.history.c_str(),
                row.measured.tally.c_str(), row.passed() ? "equal" : "DIFFERENT");
  }
  return report.passed() ? 0 : 1;
}
