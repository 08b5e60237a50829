// SPDX-License-Identifier: Apache-2.0
#include "tests/equivalence/nvcc_host.hpp"

#include <gtest/gtest.h>

#include "engine/run/selftest.hpp"

namespace yttria {
namespace {

TEST(NvccHost, HitsTheGoldenDigests) {
#if defined(YTTRIA_TEST_NVCC_HOST)
  const SelfTestReport report = self_test_on(test::make_nvcc_host_backend);
  EXPECT_FALSE(report.rows.empty());
  for (const SelfTestRow& row : report.rows) EXPECT_TRUE(row.passed()) << row.preset;
#else
  GTEST_SKIP() << "this build has no CUDA backend (nvcc was absent)";
#endif
}

}  // namespace
}  // namespace yttria
