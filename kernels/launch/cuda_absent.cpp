// SPDX-License-Identifier: Apache-2.0
// Stands in for cuda_backend.cu in builds without nvcc.
#include <stdexcept>

#include "kernels/launch/backend.hpp"

namespace yttria {

CudaStatus cuda_status() {
  return {false, "this build has no CUDA backend (nvcc was absent)", {}};
}

std::unique_ptr<Backend> make_cuda_backend(const ProblemView&, const RoiLayout&, int,
                                           const LaunchShape&) {
  throw std::runtime_error(cuda_status().reason);
}

}  // namespace yttria
