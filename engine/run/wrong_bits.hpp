// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace yttria {

/// Thrown by a backend whose bits proved wrong: nothing that it computed before is to be trusted.
struct WrongBits : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace yttria
