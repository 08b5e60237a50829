// SPDX-License-Identifier: Apache-2.0
#include "engine/hdf5/output_group.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>

namespace yttria::hdf5 {

namespace {

constexpr std::uint64_t chunk_bytes = 1u << 20;  // what HDF5's default chunk cache holds

Shape chunk_for(const Shape& shape, std::uint64_t element_bytes) {
  Shape chunk(shape.size(), 1);
  std::uint64_t room = std::max<std::uint64_t>(1, chunk_bytes / element_bytes);
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    const std::uint64_t most = std::min(shape[axis], std::max<std::uint64_t>(1, room));
    const std::uint64_t pieces = (shape[axis] + most - 1) / most;
    chunk[axis] = (shape[axis] + pieces - 1) / pieces;  // equal pieces waste least at the end
    room /= chunk[axis];
  }
  return chunk;
}

}  // namespace

std::uint64_t OutputDataset::planes_per_write(std::size_t axis, std::uint64_t bytes,
                                              std::uint64_t element_bytes) const {
  std::uint64_t plane = element_bytes;
  for (std::size_t i = axis + 1; i < shape_.size(); ++i)
    plane *= std::max<std::uint64_t>(1, shape_[i]);
  const std::uint64_t step = chunk_.empty() ? 1 : chunk_[axis];
  const std::uint64_t wanted = std::max<std::uint64_t>(1, bytes / plane);
  return (wanted + step - 1) / step * step;
}

void OutputDataset::write_block(const Shape& first, const Shape& count, Handle::Id memory,
                                const void* values) {
  if (elements(count) == 0) return;
  const std::vector<hsize_t> start(first.begin(), first.end());
  const std::vector<hsize_t> extent(count.begin(), count.end());
  const Handle file_space(H5Dget_space(handle_.id()), H5Sclose);
  const Handle memory_space = simple_space(count);
  if (H5Sselect_hyperslab(file_space.id(), H5S_SELECT_SET, start.data(), nullptr, extent.data(),
                          nullptr) < 0 ||
      H5Dwrite(handle_.id(), memory, memory_space.id(), file_space.id(), H5P_DEFAULT, values) < 0) {
    fail("cannot be written");
  }
}

OutputGroup OutputGroup::group(const std::string& name) {
  const Handle creation(H5Pcreate(H5P_GROUP_CREATE), H5Pclose);
  set_header(creation);
  Handle child(H5Gcreate2(handle_.id(), name.c_str(), H5P_DEFAULT, creation.id(), H5P_DEFAULT),
               H5Gclose);
  if (!child) fail(fmt::format("group \"{}\" cannot be created", name));
  return {std::move(child), place_ + "/" + name};
}

OutputDataset OutputGroup::create(const std::string& name, const Shape& shape, Handle::Id type,
                                  std::size_t element_bytes, Packing packing) {
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation.id(), false);
  Shape chunk;
  if (elements(shape) > 0) {  // an empty array cannot be chunked
    chunk = chunk_for(shape, element_bytes);
    const std::vector<hsize_t> extent(chunk.begin(), chunk.end());
    H5Pset_chunk(creation.id(), static_cast<int>(extent.size()), extent.data());
    H5Pset_fill_time(creation.id(), H5D_FILL_TIME_ALLOC);  // no stray memory beyond the edge
    if (packing == Packing::deflate) {
      if (element_bytes > 1) H5Pset_shuffle(creation.id());
      H5Pset_deflate(creation.id(), 1);
    }
    H5Pset_fletcher32(creation.id());
  }
  const Handle space = simple_space(shape);
  Handle created(H5Dcreate2(handle_.id(), name.c_str(), type, space.id(), H5P_DEFAULT,
                            creation.id(), H5P_DEFAULT),
                 H5Dclose);
  if (!created) fail(fmt::format("dataset \"{}\" cannot be created", name));
  return {std::move(created), place_ + "/" + name, shape, chunk};
}

OutputDataset OutputGroup::texts(const std::string& name, const std::vector<std::string>& values) {
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose);
  H5Pset_obj_track_times(creation.id(), false);
  const Shape shape{values.size()};
  const Handle type = text_type();
  const Handle space = simple_space(shape);
  Handle created(H5Dcreate2(handle_.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT,
                            creation.id(), H5P_DEFAULT),
                 H5Dclose);
  std::vector<const char*> texts;
  for (const std::string& value : values) texts.push_back(value.c_str());
  if (!created || (!texts.empty() && H5Dwrite(created.id(), type.id(), H5S_ALL, H5S_ALL,
                                              H5P_DEFAULT, texts.data()) < 0)) {
    fail(fmt::format("dataset \"{}\" cannot be written", name));
  }
  return {std::move(created), place_ + "/" + name, shape, {}};
}

OutputDataset OutputGroup::table(
    const std::string& name,
    const std::vector<std::pair<std::string, const std::vector<double>*>>& columns) {
  const std::size_t row_bytes = columns.size() * sizeof(double);
  const std::size_t rows = columns.front().second->size();
  const Handle type(H5Tcreate(H5T_COMPOUND, row_bytes), H5Tclose);
  std::vector<double> values(rows * columns.size());
  for (std::size_t c = 0; c < columns.size(); ++c) {
    H5Tinsert(type.id(), columns[c].first.c_str(), c * sizeof(double), H5T_NATIVE_DOUBLE);
    for (std::size_t r = 0; r < rows; ++r) values[r * columns.size() + c] = (*columns[c].second)[r];
  }
  OutputDataset created = create(name, {rows}, type.id(), row_bytes, Packing::plain);
  created.write_block({0}, {rows}, type.id(), values.data());
  return created;
}

}  // namespace yttria::hdf5
