// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace yttria {

/// A device does not answer as it should. What CUDA calls a sticky error (an illegal address,
/// memory that ECC cannot correct, a device reset from outside) stays for as long as the process
/// lives; a new process may use the device again.
struct DeviceError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace yttria
