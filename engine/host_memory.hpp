// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace yttria {

/// Host memory that can be had without swapping, bytes; 0 when unknown.
std::uint64_t available_host_memory();

}  // namespace yttria
