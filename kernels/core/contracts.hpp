// SPDX-License-Identifier: Apache-2.0
// Debug-only contracts for host and device. Input from users is checked on the host by
// engine/ with messages; a contract guards against a mistake of ours.
#pragma once

#include "kernels/core/macros.hpp"

#if defined(NDEBUG)
#define YTTRIA_EXPECT(condition) static_cast<void>(0)
#elif defined(__CUDA_ARCH__)
#define YTTRIA_EXPECT(condition) \
  do {                           \
    if (!(condition)) __trap();  \
  } while (false)
#else
#include <cassert>
#define YTTRIA_EXPECT(condition) assert(condition)
#endif
