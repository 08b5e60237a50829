// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/hdf5/element_type.hpp"
#include "engine/hdf5/handle.hpp"

namespace yttria::hdf5 {

/// An open group or dataset of an output file, and its attributes. Failures are RunErrors: the
/// disk is full or broken.
class OutputObject {
 public:
  OutputObject(Handle handle, std::string place)
      : handle_(std::move(handle)), place_(std::move(place)) {}

  void attribute(const std::string& name, const std::string& value);
  void attribute(const std::string& name, const char* value) {
    attribute(name, std::string(value));
  }
  void attribute(const std::string& name, double value);
  void attribute(const std::string& name, std::uint64_t value);
  void attribute(const std::string& name, const std::vector<std::string>& values);
  void attribute(const std::string& name, const std::vector<double>& values);
  void attribute(const std::string& name, const std::vector<std::int64_t>& values);

 protected:
  [[noreturn]] void fail(const std::string& what) const;
  void write_attribute(const std::string& name, Handle::Id type, Handle space, const void* values);

  Handle handle_;
  std::string place_;  // "FILE: /path", for messages
};

/// A handle to UTF-8 strings of variable length, which h5py reads as str.
Handle text_type();
/// A dataspace of this shape.
Handle simple_space(const std::vector<std::uint64_t>& shape);

}  // namespace yttria::hdf5
