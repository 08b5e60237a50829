// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/transport/history_result.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria::test {

/// Histories [first, last) on the host, by the host pass of nvcc in C++17: the same header as in
/// the CUDA kernel, seen by the compiler that makes that kernel. Adds to `energy`, one per voxel.
HistoryResult transport_by_nvcc(const ProblemView& problem, std::uint64_t first, std::uint64_t last,
                                std::vector<std::uint64_t>& energy);

}  // namespace yttria::test
