// SPDX-License-Identifier: Apache-2.0
// Voxel S values computed on a GPU are those of the CPU, to the last quantum.
#include <gtest/gtest.h>

#include "engine/kernel_methods/kernel_run.hpp"
#include "engine/physics/material_library.hpp"
#include "kernels/launch/cuda_devices.hpp"

namespace yttria {
namespace {

TEST(CudaVoxelKernel, EqualsTheCpu) {
  const CudaStatus status = cuda_status();
  if (!status.usable) GTEST_SKIP() << "cuda: " << status.reason;
  const std::atomic<bool> go_on{false};
  const VoxelKernelOrder order{{library_material("soft tissue"), {}, "Y-90", 0, {}}, {2, 3, 4}, {}};
  RunOptions options;
  options.histories = 1u << 16;
  options.backend = "cpu";
  const VoxelKernel cpu = compute_kernel(order, options, {}, go_on);
  options.backend = "cuda";
  const VoxelKernel cuda = compute_kernel(order, options, {}, go_on);
  EXPECT_EQ(cuda.energy, cpu.energy);
  EXPECT_EQ(cuda.uncertainty[0], cpu.uncertainty[0]);
  EXPECT_EQ(cuda.total.emitted, cpu.total.emitted);
}

}  // namespace
}  // namespace yttria
