// SPDX-License-Identifier: Apache-2.0
// The CUDA backend gives the CPU's bits. Skipped, with the reason, where no device can be used.
#include <gtest/gtest.h>

#include <vector>

#include "engine/run/selftest.hpp"
#include "kernels/launch/backend.hpp"
#include "tests/support/mixed_problem.hpp"
#include "tests/support/tally_difference.hpp"

namespace yttria {
namespace {

TallySums run(Backend& backend, const std::vector<std::uint64_t>& batches) {
  for (const std::uint64_t batch : batches) EXPECT_EQ(backend.run_batch(batch).lost, 0u);
  return backend.take_sums();
}

class CudaBackend : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const CudaStatus status = cuda_status();
    if (!status.usable) GTEST_SKIP() << "cuda: " << status.reason;
    for (const CudaDevice& device : status.devices) {
      if (device.usable) devices.push_back(device.index);
    }
  }
  std::vector<int> devices;  // usable ones
};

TEST_P(CudaBackend, EqualsTheCpuOnEveryDevice) {
  const Problem problem = test::mixed_problem(GetParam(), 4099);
  const std::vector<std::uint64_t> batches = {2, 0, 1, 16};
  const TallySums cpu = run(*make_cpu_backend(problem.view(), problem.roi_layout(), 0), batches);
  for (const int device : devices) {
    const TallySums cuda =
        run(*make_cuda_backend(problem.view(), problem.roi_layout(), device), batches);
    EXPECT_EQ(test::difference(cpu, cuda), "") << "device " << device;
  }
}

TEST_P(CudaBackend, OrderOfBatchesChangesNothing) {
  const Problem problem = test::mixed_problem(GetParam(), 1001);
  const TallySums forward =
      run(*make_cuda_backend(problem.view(), problem.roi_layout(), devices.front()), {0, 1, 2, 3});
  const TallySums mixed =
      run(*make_cuda_backend(problem.view(), problem.roi_layout(), devices.front()), {3, 1, 0, 2});
  EXPECT_EQ(test::difference(forward, mixed), "");
}

// Points instead of a map: the other source's arrays travel to the device as well.
TEST_P(CudaBackend, EqualsTheCpuWithPointSources) {
  Case c = test::mixed_case();
  c.source.map_decays.clear();
  c.source.points_mm = {{8, 9.9, 4.4}, {0.1, 3, 5}};
  c.source.points_decays = {3, 1};
  c.source.total_decays = 4;
  for (float& density : c.density_g_cm3) density = density > 0 ? density : 0.5f;
  const Problem problem(std::move(c), TransportChoice{GetParam(), {}}.settings(1.1), 3, 2048);
  const TallySums cpu = run(*make_cpu_backend(problem.view(), problem.roi_layout(), 0), {0, 1});
  const TallySums cuda =
      run(*make_cuda_backend(problem.view(), problem.roi_layout(), devices.front()), {0, 1});
  EXPECT_EQ(test::difference(cpu, cuda), "");
}

INSTANTIATE_TEST_SUITE_P(Presets, CudaBackend, ::testing::Values("reference", "clinical"),
                         [](const auto& parameters) { return std::string(parameters.param); });

}  // namespace
}  // namespace yttria
