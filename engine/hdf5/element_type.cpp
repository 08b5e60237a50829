// SPDX-License-Identifier: Apache-2.0
#include "engine/hdf5/element_type.hpp"

#include <fmt/format.h>
#include <hdf5.h>

namespace yttria::hdf5 {

ElementType element_type(Handle::Id datatype) {
  using Kind = ElementType::Kind;
  const std::size_t bytes = H5Tget_size(datatype);
  switch (H5Tget_class(datatype)) {
    case H5T_INTEGER:
      return {H5Tget_sign(datatype) == H5T_SGN_NONE ? Kind::unsigned_integer : Kind::signed_integer,
              bytes};
    case H5T_FLOAT:
      return {Kind::floating, bytes};
    case H5T_STRING:
      return {Kind::text, bytes};
    case H5T_ENUM:
      return {Kind::boolean, bytes};  // how h5py stores bool
    case H5T_COMPOUND:
      return {Kind::compound, bytes};
    default:
      return {Kind::other, bytes};
  }
}

std::string ElementType::name() const {
  switch (kind) {
    case Kind::unsigned_integer:
      return fmt::format("u{}", bytes);
    case Kind::signed_integer:
      return fmt::format("i{}", bytes);
    case Kind::floating:
      return fmt::format("f{}", bytes);
    case Kind::text:
      return "string";
    case Kind::boolean:
      return "bool";
    case Kind::compound:
      return "compound";
    default:
      return "unsupported";
  }
}

Handle::Id native_type(const float*) {
  return H5T_NATIVE_FLOAT;
}
Handle::Id native_type(const double*) {
  return H5T_NATIVE_DOUBLE;
}
Handle::Id native_type(const std::uint8_t*) {
  return H5T_NATIVE_UINT8;
}
Handle::Id native_type(const std::uint16_t*) {
  return H5T_NATIVE_UINT16;
}
Handle::Id native_type(const std::uint64_t*) {
  return H5T_NATIVE_UINT64;
}
Handle::Id native_type(const std::int64_t*) {
  return H5T_NATIVE_INT64;
}

}  // namespace yttria::hdf5
