// SPDX-License-Identifier: Apache-2.0
// Questions about devices do not disturb work on them. Skipped where no device can be used.
#include "kernels/launch/cuda_devices.hpp"

#include <gtest/gtest.h>

#include "kernels/launch/backend.hpp"
#include "tests/support/mixed_problem.hpp"
#include "tests/support/tally_difference.hpp"

namespace yttria {
namespace {

class CudaDevices : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!status.usable) GTEST_SKIP() << "cuda: " << status.reason;
  }
  const CudaStatus status = cuda_status();
};

// A context that was there before is not taken away with those that the questions made.
TEST_F(CudaDevices, AskedInTheMiddleOfARunChangeNothing) {
  const Problem problem = test::mixed_problem("clinical", 1001);
  const ProblemView view = problem.view();
  const RoiLayout rois = problem.roi_layout();
  const TallySums cpu = run_batches(*make_cpu_backend(view, rois, 0), view, rois, {0, 1});
  const auto backend = make_cuda_backend(view, rois, status.first_usable());
  TallySums cuda = TallySums::zero(view.grid.density_g_cm3.size(), rois);
  for (std::uint64_t batch = 0; batch < 2; ++batch) {
    backend->run({batch});
    EXPECT_TRUE(cuda_status().usable);
    backend->collect(cuda);
  }
  EXPECT_EQ(test::difference(cpu, cuda), "");
}

TEST_F(CudaDevices, FactsAreSensible) {
  EXPECT_EQ(status.driver.find("CUDA "), status.driver.rfind("CUDA "));
  EXPECT_NE(status.driver.find("CUDA "), std::string::npos);
  for (const CudaDevice& device : status.devices) {
    if (!device.usable) continue;
    EXPECT_GE(10 * device.compute_major + device.compute_minor, 75);
    EXPECT_GT(device.multiprocessors, 0);
    EXPECT_GT(device.sm_clock_max_MHz, 200);
    EXPECT_LT(device.sm_clock_max_MHz, 10000);
    EXPECT_EQ(device.pci_bus_id.size(), std::string("0000:65:00.0").size());
    const DeviceHealth health = device_health(device);
    EXPECT_LE(health.sm_clock_MHz.value_or(0), device.sm_clock_max_MHz + 1);
    EXPECT_LT(health.temperature_C.value_or(0), 120);
    EXPECT_TRUE(device.ecc_enabled || !health.ecc_corrected);
  }
}

}  // namespace
}  // namespace yttria
