// SPDX-License-Identifier: Apache-2.0
// A kernel that spills, kernels that need more registers than their budget, one within its budget,
// and one that has none because it is not ours. Not part of any program.

/// All values are alive at once: the loads stay before the barrier, the stores behind it.
template <int values>
__device__ void copy(const float* a, float* x) {
  float value[values];
#pragma unroll
  for (int i = 0; i < values; ++i) value[i] = a[i];
  __syncthreads();
#pragma unroll
  for (int i = 0; i < values; ++i) x[i] = value[i];
}

__global__ void not_ours(const float* a, float* x) {
  copy<150>(a, x);
}

namespace yttria {

/// Its launch bounds leave it 64 registers.
__global__ void __launch_bounds__(1024) transport_spills(const float* a, float* x) {
  copy<120>(a, x);
}
__global__ void transport_wide(const float* a, float* x) {
  copy<150>(a, x);
}
__global__ void transport_narrow(const float* a, float* x) {
  copy<90>(a, x);
}
__global__ void wide(const float* a, float* x) {
  copy<90>(a, x);
}

}  // namespace yttria
