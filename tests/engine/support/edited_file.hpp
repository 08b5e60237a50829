// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace yttria::test {

/// Changes a file behind the back of the code under test, through HDF5 itself. Every call must
/// succeed, or the test would not test what it says.
class EditedFile {
 public:
  explicit EditedFile(const std::filesystem::path& path);
  ~EditedFile();
  EditedFile(const EditedFile&) = delete;
  EditedFile& operator=(const EditedFile&) = delete;

  void remove(const std::string& object);
  void remove_attribute(const std::string& object, const std::string& name);
  void set_text(const std::string& object, const std::string& name, const std::string& value);
  /// Fixed length, padded: the other way to store a string.
  void set_fixed_text(const std::string& object, const std::string& name, const std::string& value,
                      bool space_padded);
  void set_numbers(const std::string& object, const std::string& name,
                   const std::vector<double>& values);
  void set_integers(const std::string& object, const std::string& name,
                    const std::vector<std::int64_t>& values);

  /// Puts a dataset in the place of whatever was there; its attributes are kept. Without values
  /// none are written.
  void put(const std::string& object, const std::vector<hsize_t>& shape, hid_t stored_type,
           const std::vector<double>& values, hid_t creation = H5P_DEFAULT);
  void put_texts(const std::string& object, const std::vector<std::string>& values);
  std::vector<double> values(const std::string& object) const;
  std::vector<hsize_t> shape(const std::string& object) const;
  /// HDF5's numbers of the filters a dataset is stored with.
  std::vector<int> filters(const std::string& object) const;
  /// Changes one element, by its number in storage order.
  void poke(const std::string& object, std::size_t element, double value);
  void poke_u64(const std::string& object, std::size_t element, std::uint64_t value);

  void move(const std::string& from, const std::string& to);
  void soft_link(const std::string& at, const std::string& to);
  void external_link(const std::string& at, const std::string& file, const std::string& to);
  void virtual_dataset(const std::string& object, const std::string& file,
                       const std::string& source);
  void external_storage(const std::string& object, const std::string& file);
  void group(const std::string& name);

 private:
  hid_t file_;
};

}  // namespace yttria::test
