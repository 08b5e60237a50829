// SPDX-License-Identifier: Apache-2.0
#include "engine/hdf5/output_object.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include "engine/error.hpp"

namespace yttria::hdf5 {

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type.id(), H5T_VARIABLE);
  H5Tset_cset(type.id(), H5T_CSET_UTF8);
  return type;
}

Handle simple_space(const std::vector<std::uint64_t>& shape) {
  const std::vector<hsize_t> extent(shape.begin(), shape.end());
  return {H5Screate_simple(static_cast<int>(extent.size()), extent.data(), nullptr), H5Sclose};
}

void OutputObject::fail(const std::string& what) const {
  throw RunError(fmt::format("{}: {} ({}); is the disk full?", place_, what, library_error()));
}

void OutputObject::write_attribute(const std::string& name, Handle::Id type, Handle space,
                                   const void* values) {
  const Handle attribute(
      H5Acreate2(handle_.id(), name.c_str(), type, space.id(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const bool empty = H5Sget_simple_extent_npoints(space.id()) == 0;
  if (!attribute || (!empty && H5Awrite(attribute.id(), type, values) < 0)) {
    fail(fmt::format("attribute \"{}\" cannot be written", name));
  }
}

void OutputObject::attribute(const std::string& name, const std::string& value) {
  const char* text = value.c_str();
  write_attribute(name, text_type().id(), Handle(H5Screate(H5S_SCALAR), H5Sclose), &text);
}

void OutputObject::attribute(const std::string& name, double value) {
  write_attribute(name, H5T_NATIVE_DOUBLE, Handle(H5Screate(H5S_SCALAR), H5Sclose), &value);
}

void OutputObject::attribute(const std::string& name, std::uint64_t value) {
  write_attribute(name, H5T_NATIVE_UINT64, Handle(H5Screate(H5S_SCALAR), H5Sclose), &value);
}

void OutputObject::attribute(const std::string& name, const std::vector<std::string>& values) {
  std::vector<const char*> texts;
  for (const std::string& value : values) texts.push_back(value.c_str());
  write_attribute(name, text_type().id(), simple_space({values.size()}), texts.data());
}

void OutputObject::attribute(const std::string& name, const std::vector<double>& values) {
  write_attribute(name, H5T_NATIVE_DOUBLE, simple_space({values.size()}), values.data());
}

void OutputObject::attribute(const std::string& name, const std::vector<std::int64_t>& values) {
  write_attribute(name, H5T_NATIVE_INT64, simple_space({values.size()}), values.data());
}

}  // namespace yttria::hdf5
