// SPDX-License-Identifier: Apache-2.0
#include "tests/equivalence/nvcc_host.hpp"

#include <gtest/gtest.h>

#include "kernels/launch/backend.hpp"
#include "tests/support/mixed_problem.hpp"

namespace yttria {
namespace {

class NvccHost : public ::testing::TestWithParam<const char*> {};

TEST_P(NvccHost, EqualsTheCpuBackend) {
#if defined(YTTRIA_TEST_NVCC_HOST)
  const Problem problem = test::mixed_problem(GetParam(), 3000);
  const ProblemView view = problem.view();
  const std::unique_ptr<Backend> backend = make_cpu_backend(view, problem.roi_layout(), 2);
  const HistoryResult cpu = backend->run({1});
  TallySums sums = TallySums::zero(view.grid.density_g_cm3.size(), problem.roi_layout());
  backend->collect(sums);
  std::vector<std::uint64_t> energy(view.grid.density_g_cm3.size());
  const HistoryResult nvcc = test::transport_by_nvcc(view, 3000, 6000, energy);
  EXPECT_EQ(nvcc.digest, cpu.digest);
  EXPECT_EQ(nvcc.emitted, cpu.emitted);
  EXPECT_EQ(nvcc.deposited, cpu.deposited);
  EXPECT_EQ(nvcc.escaped, cpu.escaped);
  EXPECT_EQ(nvcc.particles, cpu.particles);
  EXPECT_EQ(nvcc.legs, cpu.legs);
  EXPECT_EQ(energy, sums.energy);
#else
  GTEST_SKIP() << "this build has no CUDA backend (nvcc was absent)";
#endif
}

INSTANTIATE_TEST_SUITE_P(Presets, NvccHost, ::testing::Values("reference", "clinical"),
                         [](const auto& parameters) { return std::string(parameters.param); });

}  // namespace
}  // namespace yttria
