// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace yttria::exit_code {

inline constexpr int done = 0;
inline constexpr int bad_input = 2;     // usage or input
inline constexpr int failed = 3;        // the run
inline constexpr int interrupted = 75;  // after saving what was done

}  // namespace yttria::exit_code
