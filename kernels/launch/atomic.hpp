// SPDX-License-Identifier: Apache-2.0
// Addition to memory that many threads share, on host and device. Of integers: the order of
// additions changes nothing.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"

namespace yttria {

/// Adds; orders nothing else.
YTTRIA_HD inline void atomic_add(std::uint64_t* to, std::uint64_t value) {
#if defined(__CUDA_ARCH__)
  atomicAdd(reinterpret_cast<unsigned long long*>(to), static_cast<unsigned long long>(value));
#else
  __atomic_fetch_add(to, value, __ATOMIC_RELAXED);
#endif
}

/// Counts up by one and returns what was there before. The lanes of a warp that come together count
/// together: one counter that every history passes would else hold up a GPU.
YTTRIA_HD inline std::uint64_t atomic_next(std::uint64_t* counter) {
#if defined(__CUDA_ARCH__)
  const unsigned here = __match_any_sync(__activemask(), reinterpret_cast<std::uintptr_t>(counter));
  const unsigned lane = threadIdx.x % 32;
  const int leader = __ffs(static_cast<int>(here)) - 1;
  unsigned long long first = 0;
  if (lane == static_cast<unsigned>(leader)) {
    first = atomicAdd(reinterpret_cast<unsigned long long*>(counter),
                      static_cast<unsigned long long>(__popc(here)));
  }
  return __shfl_sync(here, first, leader) +
         static_cast<unsigned>(__popc(here & ((1u << lane) - 1u)));
#else
  return __atomic_fetch_add(counter, std::uint64_t{1}, __ATOMIC_RELAXED);
#endif
}

}  // namespace yttria
