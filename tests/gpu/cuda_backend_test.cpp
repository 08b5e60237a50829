// SPDX-License-Identifier: Apache-2.0
// The CUDA backend gives the CPU's bits. Skipped, with the reason, where no device can be used.
#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <vector>

#include "engine/run/scheduler.hpp"
#include "engine/run/selftest.hpp"
#include "kernels/launch/backend.hpp"
#include "tests/support/mixed_problem.hpp"
#include "tests/support/tally_difference.hpp"

namespace yttria {
namespace {

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

TallySums cpu(const Problem& problem, const std::vector<std::uint64_t>& batches) {
  const RoiLayout rois = problem.roi_layout();
  return run_batches(*make_cpu_backend(problem.view(), rois, 0), problem.view(), rois, batches);
}

TallySums cuda(const Problem& problem, const std::vector<std::uint64_t>& batches, int device,
               const LaunchShape& shape = {}) {
  const RoiLayout rois = problem.roi_layout();
  return run_batches(*make_cuda_backend(problem.view(), rois, device, shape), problem.view(), rois,
                     batches);
}

TEST_P(CudaBackend, EqualsTheCpuOnEveryDevice) {
  const Problem problem = test::mixed_problem(GetParam(), 4099);
  const std::vector<std::uint64_t> batches = {2, 0, 1, 16};
  for (const int device : devices) {
    EXPECT_EQ(test::difference(cpu(problem, batches), cuda(problem, batches, device)), "")
        << "device " << device;
  }
}

TEST_P(CudaBackend, OrderOfBatchesChangesNothing) {
  const Problem problem = test::mixed_problem(GetParam(), 1001);
  const int device = devices.front();
  EXPECT_EQ(
      test::difference(cuda(problem, {0, 1, 2, 3}, device), cuda(problem, {3, 1, 0, 2}, device)),
      "");
}

// Threads per block, blocks, streams, batches in hand and histories per launch.
const LaunchShape shapes[] = {{32, 1, 1, 1, 1 << 20},  {64, 3, 1, 3, 1000}, {32, 0, 3, 2, 4096},
                              {64, 2, 4, 16, 1 << 20}, {64, 0, 2, 1, 100},  {64, 0, 1, 4, 1 << 16}};

TEST_P(CudaBackend, ShapeOfLaunchesChangesNothing) {
  const Problem problem = test::mixed_problem(GetParam(), 1501);
  const std::vector<std::uint64_t> batches = {0, 1, 2, 3, 4, 20, 36};
  const TallySums expected = cpu(problem, batches);
  for (const LaunchShape& shape : shapes) {
    EXPECT_EQ(test::difference(expected, cuda(problem, batches, devices.front(), shape)), "")
        << shape.threads_per_block << " threads, " << shape.streams << " streams, "
        << shape.histories_per_launch << " histories per launch";
  }
}

TEST_P(CudaBackend, HitsTheGoldenDigestsInEveryShape) {
  for (const LaunchShape& shape : shapes) {
    const SelfTestReport report = self_test_on([&](const auto& problem, const auto& rois) {
      return make_cuda_backend(problem, rois, devices.front(), shape);
    });
    EXPECT_TRUE(report.passed()) << shape.threads_per_block << " threads, " << shape.streams
                                 << " streams";
  }
}

// Two workers on one device, one on each device, and the CPU beside them.
TEST_P(CudaBackend, WorkersShareADevice) {
  const Problem problem = test::mixed_problem(GetParam(), 701);
  const RoiLayout rois = problem.roi_layout();
  std::vector<std::uint64_t> batches(40);
  std::iota(batches.begin(), batches.end(), std::uint64_t{0});
  std::vector<WorkerPlan> workers = {
      {"cpu", [&] { return make_cpu_backend(problem.view(), rois, 1); }}};
  std::vector<int> places = devices;
  places.push_back(devices.front());
  for (const int device : places) {
    workers.push_back(
        {"cuda", [&, device] { return make_cuda_backend(problem.view(), rois, device); }});
  }
  Scheduler scheduler(workers, TallySums::zero(problem.view().grid.density_g_cm3.size(), rois));
  scheduler.add({0, batches.size()});
  while (!scheduler.wait(std::chrono::seconds(1)).idle) continue;
  const Scheduler::Result result = scheduler.finish();
  EXPECT_EQ(test::difference(cpu(problem, batches), result.sums), "");
  for (const WorkerReport& worker : result.workers) EXPECT_EQ(worker.failure, "");
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
  EXPECT_EQ(test::difference(cpu(problem, {0, 1}), cuda(problem, {0, 1}, devices.front())), "");
}

INSTANTIATE_TEST_SUITE_P(Presets, CudaBackend, ::testing::Values("reference", "clinical"),
                         [](const auto& parameters) { return std::string(parameters.param); });

}  // namespace
}  // namespace yttria
