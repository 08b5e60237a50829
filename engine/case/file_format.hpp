// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/hdf5/object.hpp"
#include "engine/hdf5/output_object.hpp"

namespace yttria {

inline constexpr std::uint64_t file_format_major = 1;
inline constexpr std::uint64_t file_format_minor = 0;

/// InputError unless the root says that this is a file of that format with a version we read.
void check_format(const hdf5::Object& root, std::string_view format);
void write_format(hdf5::OutputObject& root, const std::string& format);

/// InputError unless the object carries exactly this `units` attribute.
void check_units(const hdf5::Object& object, std::string_view units);

}  // namespace yttria
