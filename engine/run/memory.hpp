// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/host_memory.hpp"
#include "kernels/launch/cuda_devices.hpp"

namespace yttria {

/// What a run of a case takes, in bytes, without what is the same for every case (tables, code).
struct MemoryNeed {
  std::uint64_t host_cpu_backend = 0;   // host memory with --backend cpu
  std::uint64_t host_cuda_backend = 0;  // host memory with --backend cuda
  std::uint64_t verification = 0;       // more of it for each worker with --verify
  std::uint64_t device = 0;             // device memory with --backend cuda, as wished
  std::uint64_t least_device = 0;       // with as little in hand as can be, sums on the host
};
MemoryNeed memory_need(const Case& problem);

/// Whether a run fits the memory that is free on a device, if need be slowly.
bool fits(const MemoryNeed& need, const CudaDevice& device);
/// One line for each usable device that a run does not fit.
std::vector<std::string> device_memory_warnings(const MemoryNeed& need,
                                                const std::vector<CudaDevice>& devices);

}  // namespace yttria
