// SPDX-License-Identifier: Apache-2.0
#include "engine/case/file_format.hpp"

#include <fmt/format.h>

namespace yttria {

void check_format(const hdf5::Object& root, std::string_view format) {
  if (!root.has_attribute("format")) {
    root.fail(fmt::format("has no attribute \"format\"; a {0} file says format = \"{0}\"", format));
  }
  const std::string stored = root.text("format");
  if (stored != format) {
    root.fail(fmt::format("format is \"{}\", but a \"{}\" file is needed here", stored, format));
  }
  if (!root.has_attribute("format_version")) {
    root.fail("has no attribute \"format_version\"; set it to [1, 0]");
  }
  const std::vector<std::uint64_t> version = root.naturals("format_version");
  if (version.size() != 2) {
    root.fail(fmt::format("format_version holds {} numbers; it must be [major, minor], here [1, 0]",
                          version.size()));
  }
  if (version[0] != file_format_major) {
    root.fail(fmt::format(
        "format_version is {}.{}, but this program reads {}.x; {}", version[0], version[1],
        file_format_major,
        version[0] > file_format_major ? "use a newer program" : "make the file again"));
  }
}

void write_format(hdf5::OutputObject& root, const std::string& format) {
  root.attribute("format", format);
  root.attribute("format_version", std::vector<std::int64_t>{file_format_major, file_format_minor});
}

void check_units(const hdf5::Object& object, std::string_view units) {
  if (!object.has_attribute("units")) {
    object.fail(fmt::format("has no attribute \"units\"; set it to \"{}\"", units));
  }
  const std::string stored = object.text("units");
  if (stored != units) {
    object.fail(fmt::format("units \"{}\" are not known here; convert the values to \"{}\"", stored,
                            units));
  }
}

}  // namespace yttria
