// SPDX-License-Identifier: Apache-2.0
// Stands in for cuda_devices.cu and cuda_backend.cu in builds without nvcc.
#include <stdexcept>

#include "kernels/launch/backend.hpp"
#include "kernels/launch/cuda_devices.hpp"
#include "kernels/launch/cuda_reason.hpp"

namespace yttria {

CudaStatus cuda_status() {
  CudaStatus status;
  status.reason = not_built_reason();
  return status;
}

CudaStatus cuda_status_for(const std::vector<int>&) {
  return cuda_status();
}

std::unique_ptr<Backend> make_cuda_backend(const ProblemView&, const RoiLayout&, int,
                                           const LaunchShape&) {
  throw std::runtime_error(not_built_reason());
}

}  // namespace yttria
