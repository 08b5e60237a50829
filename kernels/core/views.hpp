// SPDX-License-Identifier: Apache-2.0
// A pointer and a length that looks at memory owned elsewhere (host or device).
#pragma once

#include <cstdint>

#include "kernels/core/contracts.hpp"
#include "kernels/core/macros.hpp"

namespace yttria {

template <class T>
class View {
 public:
  View() = default;
  YTTRIA_HD View(T* data, std::uint64_t size) : data_(data), size_(size) {}

  YTTRIA_HD T& operator[](std::uint64_t index) const {
    YTTRIA_EXPECT(index < size_);
    return data_[index];
  }
  YTTRIA_HD T* data() const { return data_; }
  YTTRIA_HD std::uint64_t size() const { return size_; }

 private:
  T* data_ = nullptr;
  std::uint64_t size_ = 0;
};

}  // namespace yttria
