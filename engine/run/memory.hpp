// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "engine/case/case.hpp"

namespace yttria {

/// What a run of a case takes, in bytes, without what is the same for every case (tables, code).
struct MemoryNeed {
  std::uint64_t host_cpu_backend = 0;   // host memory with --backend cpu
  std::uint64_t host_cuda_backend = 0;  // host memory with --backend cuda
  std::uint64_t device = 0;             // device memory with --backend cuda
};
MemoryNeed memory_need(const Case& problem);

/// Host memory that can be had without swapping, bytes; 0 when unknown.
std::uint64_t available_host_memory();

}  // namespace yttria
