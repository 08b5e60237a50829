// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace yttria::fuzz {

using Bytes = std::span<const std::uint8_t>;

/// Reads the bytes of an input as decisions. Where none are left every decision is 0, so that each
/// input means something and a shorter one means less.
class Decisions {
 public:
  explicit Decisions(Bytes bytes) : rest_(bytes) {}

  bool any() const { return !rest_.empty(); }
  Bytes rest() const { return rest_; }

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  /// From 0 to below `limit` (at most 256).
  std::size_t below(std::size_t limit) { return byte() % limit; }
  std::uint64_t word() {
    std::uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value |= std::uint64_t{byte()} << 8 * i;
    return value;
  }
  std::string text() {
    const std::size_t length = std::min<std::size_t>(byte(), rest_.size());
    const std::string value(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(length));
    rest_ = rest_.subspan(length);
    return value;
  }
  template <class T>
  const T& of(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }

 private:
  Bytes rest_;
};

}  // namespace yttria::fuzz
