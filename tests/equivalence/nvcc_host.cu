// SPDX-License-Identifier: Apache-2.0
#include <thrust/for_each.h>
#include <thrust/iterator/counting_iterator.h>
#include <thrust/system/cpp/execution_policy.h>

#include "kernels/launch/host_executor.hpp"
#include "kernels/launch/lane_backend.hpp"
#include "tests/equivalence/nvcc_host.hpp"

namespace yttria::test {

namespace {

class ThrustHostExecutor : public HostExecutor {
 public:
  template <class F>
  void for_each(Stream&, std::uint64_t count, const F& f) {
    thrust::for_each_n(thrust::cpp::par, thrust::counting_iterator<std::uint64_t>(0), count, f);
  }
};

}  // namespace

std::unique_ptr<Backend> make_nvcc_host_backend(const ProblemView& problem, const RoiLayout& rois) {
  const LaunchPlan plan = plan_launches(device_need(problem, rois), ~std::uint64_t{0});
  return std::make_unique<LaneBackend<ThrustHostExecutor>>(ThrustHostExecutor(), problem, rois,
                                                           plan);
}

}  // namespace yttria::test
