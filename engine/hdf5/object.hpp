// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/hdf5/element_type.hpp"
#include "engine/hdf5/handle.hpp"

namespace yttria::hdf5 {

/// An open group or dataset of an input file, with its place for messages, and its attributes.
/// Attributes hold few values, so any number type is accepted where a number is expected.
class Object {
 public:
  const std::string& file() const { return file_; }
  const std::string& path() const { return path_; }
  /// "FILE: /path: message".
  std::string says(const std::string& message) const;
  [[noreturn]] void fail(const std::string& message) const;

  bool has_attribute(const std::string& name) const;
  std::vector<std::string> attribute_names() const;  // ascending
  ElementType attribute_type(const std::string& name) const;
  /// -1 for a scalar, otherwise the number of elements.
  std::int64_t attribute_length(const std::string& name) const;

  std::string text(const std::string& name) const;
  std::vector<std::string> texts(const std::string& name) const;
  double number(const std::string& name) const;
  std::vector<double> numbers(const std::string& name, std::size_t count) const;
  std::uint64_t natural(const std::string& name) const;
  std::vector<std::uint64_t> naturals(const std::string& name) const;

 protected:
  Object(Handle handle, std::string file, std::string path)
      : handle_(std::move(handle)), file_(std::move(file)), path_(std::move(path)) {}
  Handle handle_;

 private:
  Handle open_attribute(const std::string& name) const;

  std::string file_;
  std::string path_;
};

}  // namespace yttria::hdf5
