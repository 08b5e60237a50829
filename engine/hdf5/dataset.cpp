// SPDX-License-Identifier: Apache-2.0
#include "engine/hdf5/dataset.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <limits>

#include "engine/hdf5/stored_text.hpp"

namespace yttria::hdf5 {

namespace {

/// More than any file of ours holds in one array.
constexpr std::uint64_t most_elements = std::uint64_t{1} << 36;

/// A shape alone must not exhaust the memory: an array may have this many bytes that were never
/// written (HDF5 then gives the fill value), and beyond that what its stored ones can be unpacked
/// to (deflate packs 1032 to 1 at most).
constexpr std::uint64_t most_unwritten_bytes = std::uint64_t{1} << 30;
constexpr std::uint64_t most_unpacked = 1100;

}  // namespace

std::string to_string(const Shape& shape) {
  std::string text;
  for (const std::uint64_t extent : shape) text += fmt::format("[{}]", extent);
  return text.empty() ? "scalar" : text;
}

std::uint64_t elements(const Shape& shape) {
  if (std::find(shape.begin(), shape.end(), 0u) != shape.end()) return 0;
  std::uint64_t product = 1;
  for (const std::uint64_t extent : shape) {
    if (product > std::numeric_limits<std::uint64_t>::max() / extent) {
      return std::numeric_limits<std::uint64_t>::max();
    }
    product *= extent;
  }
  return product;
}

Dataset::Dataset(Handle handle, std::string file, std::string path)
    : Object(std::move(handle), std::move(file), std::move(path)) {
  const Handle space(H5Dget_space(handle_.id()), H5Sclose);
  const Handle datatype(H5Dget_type(handle_.id()), H5Tclose);
  const Handle creation(H5Dget_create_plist(handle_.id()), H5Pclose);
  const int axes = space ? H5Sget_simple_extent_ndims(space.id()) : -1;
  if (!datatype || !creation || axes < 0 || H5Sis_simple(space.id()) <= 0) {
    fail(fmt::format("cannot be opened ({}): the file is damaged", library_error()));
  }
  std::vector<hsize_t> extent(static_cast<std::size_t>(axes));
  if (axes > 0) H5Sget_simple_extent_dims(space.id(), extent.data(), nullptr);
  shape_.assign(extent.begin(), extent.end());
  type_ = element_type(datatype.id());
  refuse_foreign_storage(creation.id());
  refuse_filters(creation.id());
  refuse_impossible_size(H5Tget_size(datatype.id()));
  if (H5Pget_layout(creation.id()) == H5D_CHUNKED && axes > 0) {
    H5Pget_chunk(creation.id(), axes, extent.data());
    chunk_.assign(extent.begin(), extent.end());
  }
}

void Dataset::refuse_foreign_storage(Handle::Id creation) const {
  if (H5Pget_layout(creation) == H5D_VIRTUAL) {
    fail(
        "is a virtual dataset, whose data lie in other files; store the data here "
        "(h5repack does it)");
  }
  if (H5Pget_layout(creation) == H5D_CONTIGUOUS && H5Pget_external_count(creation) > 0) {
    fail("has its data in an external file; store the data here (h5repack does it)");
  }
}

void Dataset::refuse_impossible_size(std::size_t element_bytes) const {
  const std::uint64_t count = elements(shape_);
  if (count > most_elements) fail(fmt::format("has an impossible shape {}", to_string(shape_)));
  const std::uint64_t bytes = count * std::min<std::uint64_t>(element_bytes, 1u << 20);
  if (bytes <= most_unwritten_bytes) return;
  const std::uint64_t stored = H5Dget_storage_size(handle_.id());
  if (bytes / most_unpacked <= stored) return;
  fail(
      fmt::format("has shape {}, which takes {} bytes, but the file holds {} of it; write all "
                  "values, or make the file again",
                  to_string(shape_), bytes, stored));
}

/// What this program does not have, and filters in a row that unpack without bound.
void Dataset::refuse_filters(Handle::Id creation) const {
  const int count = H5Pget_nfilters(creation);
  std::vector<H5Z_filter_t> known;
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    char name[64] = "";
    const H5Z_filter_t filter = H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &values,
                                               nullptr, sizeof name, name, nullptr);
    if (H5Zfilter_avail(filter) <= 0) {
      fail(
          fmt::format("is compressed with filter {} \"{}\", which this program does not have; "
                      "store it with gzip or uncompressed (h5repack -f GZIP=4)",
                      static_cast<int>(filter), name));
    }
    if (std::find(known.begin(), known.end(), filter) != known.end()) {
      fail(fmt::format("has filter {} \"{}\" twice; store it with each filter once (h5repack)",
                       static_cast<int>(filter), name));
    }
    known.push_back(filter);
  }
}

void Dataset::require_type(std::initializer_list<std::string_view> names) const {
  const std::string stored = type_.name();
  std::string wanted;
  for (const std::string_view name : names) {
    if (stored == name) return;
    wanted += fmt::format("{}{}", wanted.empty() ? "" : " or ", name);
  }
  fail(fmt::format("has type {}, but must be {}; convert it", stored, wanted));
}

void Dataset::require_shape(const Shape& shape, const std::string& of_what) const {
  if (shape_ == shape) return;
  fail(fmt::format("has shape {}, but {} is {}", to_string(shape_), of_what, to_string(shape)));
}

std::uint64_t Dataset::planes_per_read(std::uint64_t bytes, std::uint64_t element_bytes) const {
  if (shape_.empty() || shape_.front() == 0) return 1;
  const std::uint64_t plane = elements(shape_) / shape_.front() * element_bytes;
  const std::uint64_t step = chunk_.empty() ? 1 : std::max<std::uint64_t>(1, chunk_.front());
  const std::uint64_t wanted =
      std::max<std::uint64_t>(1, bytes / std::max<std::uint64_t>(1, plane));
  return std::min(shape_.front(), (wanted + step - 1) / step * step);
}

void Dataset::read_block(const Shape& first, const Shape& count, Handle::Id memory,
                         void* out) const {
  if (elements(count) == 0) return;
  const Handle file_space(H5Dget_space(handle_.id()), H5Sclose);
  Handle memory_space;
  if (shape_.empty()) {
    memory_space = Handle(H5Screate(H5S_SCALAR), H5Sclose);
  } else {
    const std::vector<hsize_t> start(first.begin(), first.end());
    const std::vector<hsize_t> extent(count.begin(), count.end());
    memory_space =
        Handle(H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose);
    H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, start.data(), nullptr, extent.data(),
                        nullptr);
  }
  if (H5Dread(handle_.id(), memory, memory_space.id(), file_space.id(), H5P_DEFAULT, out) < 0) {
    fail(
        fmt::format("its data cannot be read ({}): the file is truncated or damaged; copy or "
                    "make it again",
                    library_error()));
  }
}

std::vector<std::string> Dataset::read_texts() const {
  require_type({"string"});
  std::vector<std::string> values;
  if (!hdf5::read_texts(handle_.id(), false, values)) {
    fail(fmt::format("its strings cannot be read ({})", library_error()));
  }
  return values;
}

}  // namespace yttria::hdf5
