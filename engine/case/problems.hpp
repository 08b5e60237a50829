// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/error.hpp"

namespace yttria {

/// Where the checks of a file put what they find: the first one is thrown, or all are kept. So
/// reading a file and checking it are the same pass.
class Problems {
 public:
  enum class Policy { throw_first, keep_all };
  explicit Problems(Policy policy) : policy_(policy) {}

  void report(std::string message) {
    if (policy_ == Policy::throw_first) throw InputError(message);
    found_.push_back(std::move(message));
  }

  /// Runs one part of the checks; false when it could not be finished.
  template <class Part>
  bool attempt(Part&& part) {
    if (policy_ == Policy::throw_first) {
      part();
      return true;
    }
    const std::size_t before = found_.size();
    try {
      part();
    } catch (const InputError& error) {
      found_.emplace_back(error.what());
    }
    return found_.size() == before;
  }

  const std::vector<std::string>& found() const { return found_; }

 private:
  Policy policy_;
  std::vector<std::string> found_;
};

}  // namespace yttria
