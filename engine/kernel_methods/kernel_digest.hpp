// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "engine/kernel_methods/kernel.hpp"

namespace yttria {

/// SHA-256 (hex) over what a kernel file holds as texts: HDF5 has checksums on numbers alone.
std::string content_digest(const KernelSubject& subject, const KernelEnergy& total);

}  // namespace yttria
