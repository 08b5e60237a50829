// SPDX-License-Identifier: Apache-2.0
// Inputs of the readers of HDF5 files: not the bytes of a file, of which HDF5 itself would refuse
// almost all, but changes to a good one that HDF5 carries out.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/fuzz/hdf5_oddities.hpp"

namespace yttria::fuzz {

/// A file that a reader accepts, and what in it can be changed.
class GoodFile {
 public:
  /// `optional`: paths of objects and names of attributes ("/path@name") that the format knows
  /// beside those in the file.
  GoodFile(const std::filesystem::path& path, const std::vector<std::string>& optional);

  /// Writes it to `path`, changed as the decisions say until none are left, 32 changes at most.
  void write_changed(const std::filesystem::path& path, Decisions& decisions) const;

 private:
  struct Attribute {
    std::string object, name;
  };
  void change(hid_t file, Decisions& decisions) const;

  std::vector<std::uint8_t> bytes_;
  std::vector<std::string> objects_;
  std::vector<Attribute> attributes_;
};

}  // namespace yttria::fuzz
