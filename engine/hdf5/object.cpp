// SPDX-License-Identifier: Apache-2.0
#include "engine/hdf5/object.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>

#include "engine/error.hpp"
#include "engine/hdf5/stored_text.hpp"

namespace yttria::hdf5 {

namespace {

constexpr std::size_t most_names = 1u << 16;  // attributes of an object

herr_t append_name(hid_t, const char* name, const H5A_info_t*, void* out) {
  auto& names = *static_cast<std::vector<std::string>*>(out);
  if (names.size() == most_names) return -1;
  names.emplace_back(name);
  return 0;
}

constexpr std::size_t most_values = 1u << 20;  // attributes are small

std::size_t length_of(const Handle& attribute) {
  const Handle space(H5Aget_space(attribute.id()), H5Sclose);
  const hssize_t points = H5Sget_simple_extent_npoints(space.id());
  return points < 0 ? 0 : static_cast<std::size_t>(points);
}

ElementType type_of(const Handle& attribute) {
  const Handle type(H5Aget_type(attribute.id()), H5Tclose);
  return element_type(type.id());
}

}  // namespace

std::string Object::says(const std::string& message) const {
  return fmt::format("{}: {}: {}", file_, path_, message);
}

void Object::fail(const std::string& message) const {
  throw InputError(says(message));
}

bool Object::has_attribute(const std::string& name) const {
  return H5Aexists(handle_.id(), name.c_str()) > 0;
}

std::vector<std::string> Object::attribute_names() const {
  std::vector<std::string> names;
  if (H5Aiterate2(handle_.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append_name, &names) < 0) {
    fail(fmt::format(
        "its attributes cannot be listed ({}): they are more than {}, or the file is damaged",
        library_error(), most_names));
  }
  std::sort(names.begin(), names.end());
  return names;
}

Handle Object::open_attribute(const std::string& name) const {
  if (!has_attribute(name)) fail(fmt::format("has no attribute \"{}\"; add it", name));
  Handle attribute(H5Aopen(handle_.id(), name.c_str(), H5P_DEFAULT), H5Aclose);
  if (!attribute) fail(fmt::format("attribute \"{}\" cannot be read ({})", name, library_error()));
  if (length_of(attribute) > most_values) {
    fail(fmt::format("attribute \"{}\" holds {} values; the file is damaged", name,
                     length_of(attribute)));
  }
  return attribute;
}

ElementType Object::attribute_type(const std::string& name) const {
  return type_of(open_attribute(name));
}

std::int64_t Object::attribute_length(const std::string& name) const {
  const Handle attribute = open_attribute(name);
  const Handle space(H5Aget_space(attribute.id()), H5Sclose);
  if (H5Sget_simple_extent_type(space.id()) == H5S_SCALAR) return -1;
  return static_cast<std::int64_t>(length_of(attribute));
}

std::vector<std::string> Object::texts(const std::string& name) const {
  const Handle attribute = open_attribute(name);
  const ElementType type = type_of(attribute);
  if (type.kind != ElementType::Kind::text) {
    fail(fmt::format("attribute \"{}\" is {}, but must be a string", name, type.name()));
  }
  std::vector<std::string> values;
  if (!read_texts(attribute.id(), true, values)) {
    fail(fmt::format("attribute \"{}\" cannot be read ({})", name, library_error()));
  }
  return values;
}

std::string Object::text(const std::string& name) const {
  std::vector<std::string> values = texts(name);
  if (values.size() != 1) {
    fail(fmt::format("attribute \"{}\" holds {} strings, but must hold one", name, values.size()));
  }
  return std::move(values.front());
}

std::vector<double> Object::numbers(const std::string& name, std::size_t count) const {
  const Handle attribute = open_attribute(name);
  const ElementType type = type_of(attribute);
  if (!type.is_number()) {
    fail(fmt::format("attribute \"{}\" is {}, but must be numbers (f8)", name, type.name()));
  }
  std::vector<double> values(length_of(attribute));
  if (values.size() != count) {
    fail(fmt::format("attribute \"{}\" holds {} numbers, but must hold {}", name, values.size(),
                     count));
  }
  if (count != 0 && H5Aread(attribute.id(), H5T_NATIVE_DOUBLE, values.data()) < 0) {
    fail(fmt::format("attribute \"{}\" cannot be read ({})", name, library_error()));
  }
  return values;
}

double Object::number(const std::string& name) const {
  return numbers(name, 1).front();
}

std::vector<std::uint64_t> Object::naturals(const std::string& name) const {
  using Kind = ElementType::Kind;
  const Handle attribute = open_attribute(name);
  const ElementType type = type_of(attribute);
  if (type.kind != Kind::unsigned_integer && type.kind != Kind::signed_integer) {
    fail(fmt::format("attribute \"{}\" is {}, but must be integers", name, type.name()));
  }
  std::vector<std::uint64_t> values(length_of(attribute));
  if (values.empty()) return values;
  const bool is_signed = type.kind == Kind::signed_integer;
  const hid_t memory = is_signed ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64;
  if (H5Aread(attribute.id(), memory, values.data()) < 0) {
    fail(fmt::format("attribute \"{}\" cannot be read ({})", name, library_error()));
  }
  for (const std::uint64_t value : values) {
    if (is_signed && static_cast<std::int64_t>(value) < 0) {
      fail(fmt::format("attribute \"{}\" holds a negative number", name));
    }
  }
  return values;
}

std::uint64_t Object::natural(const std::string& name) const {
  const std::vector<std::uint64_t> values = naturals(name);
  if (values.size() != 1) {
    fail(fmt::format("attribute \"{}\" holds {} numbers, but must hold one", name, values.size()));
  }
  return values.front();
}

}  // namespace yttria::hdf5
