// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "engine/hdf5/handle.hpp"

namespace yttria::hdf5 {

/// What one element of a stored array is, in NumPy's words: "u2", "f8", "string".
struct ElementType {
  enum class Kind { unsigned_integer, signed_integer, floating, text, boolean, compound, other };
  Kind kind = Kind::other;
  std::size_t bytes = 0;

  bool is_number() const {
    return kind == Kind::unsigned_integer || kind == Kind::signed_integer || kind == Kind::floating;
  }
  std::string name() const;
};

/// Describes a stored datatype.
ElementType element_type(Handle::Id datatype);

/// The library's identifier of a type in memory, chosen by the pointer's type. Not to be closed.
Handle::Id native_type(const float*);
Handle::Id native_type(const double*);
Handle::Id native_type(const std::uint8_t*);
Handle::Id native_type(const std::uint16_t*);
Handle::Id native_type(const std::uint64_t*);
Handle::Id native_type(const std::int64_t*);

}  // namespace yttria::hdf5
