// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace yttria {

/// SHA-256 of a stream of typed values (libcrypto). Lengths are part of the stream, so that
/// neighbouring strings or arrays cannot be confused.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void bytes(const void* data, std::size_t size);
  void text(std::string_view value);
  template <class T>
  void value(T v) {
    static_assert(std::is_arithmetic_v<T>);
    bytes(&v, sizeof v);
  }
  template <class T>
  void array(const std::vector<T>& values) {
    static_assert(std::is_arithmetic_v<T>);
    value<std::uint64_t>(values.size());
    bytes(values.data(), values.size() * sizeof(T));
  }
  std::string hex();  // finishes the stream

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace yttria
