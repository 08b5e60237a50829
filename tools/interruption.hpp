// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>

namespace yttria {

/// From now on the first SIGINT or SIGTERM sets what is returned, and the second one kills.
const std::atomic<bool>& stop_when_asked();

}  // namespace yttria
