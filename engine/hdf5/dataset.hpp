// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/hdf5/object.hpp"

namespace yttria::hdf5 {

using Shape = std::vector<std::uint64_t>;

/// "[4][3][2]", slowest axis first.
std::string to_string(const Shape& shape);
/// Number of elements; saturates at 2^64-1.
std::uint64_t elements(const Shape& shape);

/// A stored array, whatever its byte order, layout and compression.
class Dataset : public Object {
 public:
  Dataset(Handle handle, std::string file, std::string path);

  const Shape& shape() const { return shape_; }
  const ElementType& type() const { return type_; }
  /// InputError unless the type is one of these NumPy names, for example {"u1", "u2"}.
  void require_type(std::initializer_list<std::string_view> names) const;
  void require_shape(const Shape& shape, const std::string& of_what) const;

  /// Whole planes of the first axis that take about `bytes` when an element takes
  /// `element_bytes`, rounded up to whole storage chunks so that none is unpacked twice.
  std::uint64_t planes_per_read(std::uint64_t bytes, std::uint64_t element_bytes) const;

  template <class T>
  void read_block(const Shape& first, const Shape& count, T* out) const {
    read_block(first, count, native_type(out), out);
  }
  /// `count` planes of the first axis from `first` on.
  template <class T>
  void read_planes(std::uint64_t first, std::uint64_t count, T* out) const {
    Shape start(shape_.size(), 0), extent = shape_;
    start.front() = first;
    extent.front() = count;
    read_block(start, extent, out);
  }
  template <class T>
  std::vector<T> read_all() const {
    std::vector<T> values(static_cast<std::size_t>(elements(shape_)));
    read_block(Shape(shape_.size(), 0), shape_, values.data());
    return values;
  }
  std::vector<std::string> read_texts() const;

 private:
  void read_block(const Shape& first, const Shape& count, Handle::Id memory, void* out) const;
  void refuse_foreign_storage(Handle::Id creation) const;
  void refuse_filters(Handle::Id creation) const;
  void refuse_impossible_size(std::size_t element_bytes) const;

  Shape shape_;
  Shape chunk_;  // empty when stored in one piece
  ElementType type_;
};

}  // namespace yttria::hdf5
