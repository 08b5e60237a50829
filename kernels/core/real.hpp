// SPDX-License-Identifier: Apache-2.0
// The working precision of transport: one alias. Single precision is the product; the tests also
// build everything in double to show that single is accurate enough.
#pragma once

namespace yttria {

#if defined(YTTRIA_REAL_DOUBLE)
using real = double;
#else
using real = float;
#endif

}  // namespace yttria
