// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/run/crew.hpp"
#include "engine/run/problem.hpp"
#include "engine/run/run.hpp"
#include "kernels/launch/cuda_devices.hpp"

namespace yttria {

/// Who computes, from --backend, --devices and --threads and what the machine has. With `auto` the
/// CPU stands by, should every device fail. `problem` must outlive the workers. Throws InputError
/// for what cannot be had.
Crew choose_workers(const RunOptions& options, const CudaStatus& cuda, const Problem& problem);

}  // namespace yttria
