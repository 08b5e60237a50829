// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>

namespace yttria {

/// Bad usage or bad input (exit code 2). The message names file, object, place and remedy.
class InputError : public std::runtime_error {
 public:
  explicit InputError(const std::string& message) : runtime_error(with_nul_written_out(message)) {}

 private:
  /// A text from a file may hold NUL, where what() would end.
  static std::string with_nul_written_out(const std::string& text) {
    std::string result;
    for (const char c : text) {
      if (c == '\0') {
        result += "\\x00";
      } else {
        result += c;
      }
    }
    return result;
  }
};

/// The run failed for a reason that is not the user's input (exit code 3).
class RunError : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace yttria
