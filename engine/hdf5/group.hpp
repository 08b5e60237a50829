// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "engine/child_notes.hpp"
#include "engine/hdf5/dataset.hpp"
#include "engine/hdf5/object.hpp"

namespace yttria::hdf5 {

/// A group of an input file. Members are reached by hard links only.
class Group : public Object {
 public:
  bool has(const std::string& name) const;
  std::vector<std::string> names() const;  // ascending
  bool is_group(const std::string& name) const;
  Group group(const std::string& name) const;
  Dataset dataset(const std::string& name) const;

 protected:
  using Object::Object;

 private:
  std::string child_path(const std::string& name) const;
  Handle open_hard_link(const std::string& name) const;
};

/// The root group of a file opened for reading. Takes no lock: our own files are replaced by
/// rename and never change under a reader.
class InputFile : public Group {
 public:
  explicit InputFile(const std::filesystem::path& path);

 private:
  InputFile(std::unique_ptr<Reading> reading, Handle file, const std::string& name);
  std::unique_ptr<Reading> reading_;
  Handle file_handle_;
};

}  // namespace yttria::hdf5
