// SPDX-License-Identifier: Apache-2.0
#include "engine/hdf5/stored_text.hpp"

#include <hdf5.h>

#include <cstring>

namespace yttria::hdf5 {

namespace {

constexpr std::size_t most_bytes = 1u << 28;  // of strings of fixed length in one list

}  // namespace

bool read_texts(Handle::Id stored, bool is_attribute, std::vector<std::string>& out) {
  const Handle space(is_attribute ? H5Aget_space(stored) : H5Dget_space(stored), H5Sclose);
  // The stored type also serves in memory: HDF5 does not convert between ASCII and UTF-8.
  const Handle type(is_attribute ? H5Aget_type(stored) : H5Dget_type(stored), H5Tclose);
  if (!space || !type) return false;
  const hssize_t points = H5Sget_simple_extent_npoints(space.id());
  if (points < 0) return false;
  const std::size_t count = static_cast<std::size_t>(points);
  out.clear();
  if (count == 0) return true;
  const auto read = [&](void* to) {
    return (is_attribute ? H5Aread(stored, type.id(), to)
                         : H5Dread(stored, type.id(), H5S_ALL, H5S_ALL, H5P_DEFAULT, to)) >= 0;
  };

  if (H5Tis_variable_str(type.id()) > 0) {
    std::vector<char*> pointers(count, nullptr);
    if (!read(pointers.data())) return false;
    for (const char* text : pointers) out.emplace_back(text == nullptr ? "" : text);
    H5Dvlen_reclaim(type.id(), space.id(), H5P_DEFAULT, pointers.data());
    return true;
  }
  const std::size_t size = H5Tget_size(type.id());
  const bool space_padded = H5Tget_strpad(type.id()) == H5T_STR_SPACEPAD;
  if (size == 0 || count > most_bytes / size) return false;
  std::vector<char> buffer(count * size);
  if (!read(buffer.data())) return false;
  for (std::size_t i = 0; i < count; ++i) {
    const char* text = buffer.data() + i * size;
    std::string value(text, strnlen(text, size));
    if (space_padded) value.erase(value.find_last_not_of(' ') + 1);
    out.push_back(std::move(value));
  }
  return true;
}

}  // namespace yttria::hdf5
