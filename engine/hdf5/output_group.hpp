// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/hdf5/dataset.hpp"
#include "engine/hdf5/output_object.hpp"

namespace yttria::hdf5 {

enum class Packing { plain, deflate };

/// An array being written. Chunks are z-slabs of about 1 MiB with a checksum (fletcher32).
class OutputDataset : public OutputObject {
 public:
  OutputDataset(Handle handle, std::string place, Shape shape, Shape chunk)
      : OutputObject(std::move(handle), std::move(place)),
        shape_(std::move(shape)),
        chunk_(std::move(chunk)) {}

  template <class T>
  void write_block(const Shape& first, const Shape& count, const T* values) {
    write_block(first, count, native_type(values), values);
  }
  template <class T>
  void write_all(const T* values) {
    write_block(Shape(shape_.size(), 0), shape_, values);
  }
  /// Planes of the axis that fill whole chunks and take about `bytes` with `element_bytes`.
  std::uint64_t planes_per_write(std::size_t axis, std::uint64_t bytes,
                                 std::uint64_t element_bytes) const;

 private:
  friend class OutputGroup;
  void write_block(const Shape& first, const Shape& count, Handle::Id memory, const void* values);

  Shape shape_;
  Shape chunk_;
};

/// A group being written. Objects carry no time stamps: same content, same bytes.
class OutputGroup : public OutputObject {
 public:
  using OutputObject::OutputObject;

  OutputGroup group(const std::string& name);

  template <class T>
  OutputDataset dataset(const std::string& name, const Shape& shape,
                        Packing packing = Packing::plain) {
    return create(name, shape, native_type(static_cast<const T*>(nullptr)), sizeof(T), packing);
  }
  template <class T>
  OutputDataset array(const std::string& name, const Shape& shape, const T* values,
                      Packing packing = Packing::plain) {
    OutputDataset created = dataset<T>(name, shape, packing);
    created.write_all(values);
    return created;
  }
  OutputDataset texts(const std::string& name, const std::vector<std::string>& values);
  /// A one-dimensional compound dataset of f8 columns of equal length.
  OutputDataset table(
      const std::string& name,
      const std::vector<std::pair<std::string, const std::vector<double>*>>& columns);

 private:
  OutputDataset create(const std::string& name, const Shape& shape, Handle::Id type,
                       std::size_t element_bytes, Packing packing);
};

}  // namespace yttria::hdf5
