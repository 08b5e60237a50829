// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "engine/kernel_methods/kernel_run.hpp"

namespace yttria {

/// A block of the medium about the origin with one decay in its middle: evenly in the middle voxel,
/// or at its centre.
enum class Middle { voxel, point };
Case kernel_block(const KernelSource& source, const std::array<std::int64_t, 3>& shape,
                  const std::array<double, 3>& spacing_mm, Middle middle);

KernelSubject subject_of(const KernelSource& source);

/// Facts for /provenance that both kinds of kernel have.
Provenance kernel_provenance(const Case& problem, const TransportSettings& settings,
                             const RunOptions& options, const std::string& physics_digest,
                             std::uint64_t histories_per_batch, std::uint64_t batches,
                             std::uint64_t history_digest);

/// Histories per batch and batches of a kernel's run: 64 batches when no goal decides. Throws
/// InputError for options a kernel does not have.
RunPlan plan_kernel(const RunOptions& options);

/// Of a run that has done so many batches.
Progress progress_of(const RunPlan& plan, std::uint64_t batches, double seconds);

}  // namespace yttria
