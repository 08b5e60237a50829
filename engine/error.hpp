// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace yttria {

/// Bad usage or bad input (exit code 2). The message names file, object, place and remedy.
class InputError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// The run failed for a reason that is not the user's input (exit code 3).
class RunError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace yttria
