// SPDX-License-Identifier: Apache-2.0
#include "engine/hdf5/group.hpp"

#include <fmt/format.h>
#include <hdf5.h>

#include <algorithm>
#include <system_error>

#include "engine/error.hpp"

namespace yttria::hdf5 {

namespace {

constexpr std::size_t most_names = 1u << 16;  // members of a group

herr_t append_name(hid_t, const char* name, const H5L_info_t*, void* out) {
  auto& names = *static_cast<std::vector<std::string>*>(out);
  if (names.size() == most_names) return -1;
  names.emplace_back(name);
  return 0;
}

[[noreturn]] void refuse(const std::string& file, const std::string& message) {
  throw InputError(fmt::format("{}: {}", file, message));
}

Handle open_file(const std::filesystem::path& path) {
  quiet_library();
  const std::string name = path.string();
  std::error_code error;
  if (!std::filesystem::exists(path, error)) refuse(name, "there is no such file");
  if (std::filesystem::is_directory(path, error)) refuse(name, "is a folder, not a file");
  if (std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error)) {
    refuse(name, "is not a regular file; give an HDF5 file");
  }
  const htri_t is_hdf5 = H5Fis_hdf5(name.c_str());
  if (is_hdf5 < 0) refuse(name, fmt::format("cannot be opened ({})", library_error()));
  if (is_hdf5 == 0) {
    refuse(name,
           "is not an HDF5 file, or its beginning is damaged; give a file that yttria or "
           "h5py wrote");
  }
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose);
  H5Pset_file_locking(access.id(), false, true);
  Handle file(H5Fopen(name.c_str(), H5F_ACC_RDONLY, access.id()), H5Fclose);
  if (!file) {
    refuse(name, fmt::format("cannot be opened ({}): the file is truncated or damaged; copy or "
                             "make it again",
                             library_error()));
  }
  return file;
}

}  // namespace

std::string Group::child_path(const std::string& name) const {
  return path() == "/" ? "/" + name : path() + "/" + name;
}

bool Group::has(const std::string& name) const {
  return H5Lexists(handle_.id(), name.c_str(), H5P_DEFAULT) > 0;
}

std::vector<std::string> Group::names() const {
  std::vector<std::string> names;
  if (H5Literate(handle_.id(), H5_INDEX_NAME, H5_ITER_INC, nullptr, append_name, &names) < 0) {
    fail(fmt::format(
        "its members cannot be listed ({}): they are more than {}, or the file is damaged",
        library_error(), most_names));
  }
  std::sort(names.begin(), names.end());
  return names;
}

Handle Group::open_hard_link(const std::string& name) const {
  const auto refuse_child = [&](const std::string& message) {
    refuse(file(), fmt::format("{}: {}", child_path(name), message));
  };
  if (!has(name)) refuse_child("is missing");
  H5L_info_t info{};
  if (H5Lget_info(handle_.id(), name.c_str(), &info, H5P_DEFAULT) < 0) {
    refuse_child(fmt::format("cannot be opened ({}): the file is damaged", library_error()));
  }
  if (info.type != H5L_TYPE_HARD) {
    refuse_child(
        fmt::format("is {} link, but only hard links are followed; store the object "
                    "itself here",
                    info.type == H5L_TYPE_SOFT ? "a soft" : "an external"));
  }
  Handle object(H5Oopen(handle_.id(), name.c_str(), H5P_DEFAULT), H5Oclose);
  if (!object) {
    refuse_child(fmt::format("cannot be opened ({}): the file is damaged", library_error()));
  }
  return object;
}

bool Group::is_group(const std::string& name) const {
  const Handle object = open_hard_link(name);
  return H5Iget_type(object.id()) == H5I_GROUP;
}

Group Group::group(const std::string& name) const {
  Group child(open_hard_link(name), file(), child_path(name));
  if (H5Iget_type(child.handle_.id()) != H5I_GROUP) child.fail("must be a group");
  return child;
}

Dataset Group::dataset(const std::string& name) const {
  Handle object = open_hard_link(name);
  if (H5Iget_type(object.id()) != H5I_DATASET) {
    refuse(file(), fmt::format("{}: must be a dataset", child_path(name)));
  }
  return Dataset(std::move(object), file(), child_path(name));
}

InputFile::InputFile(const std::filesystem::path& path)
    : InputFile{std::make_unique<Reading>(path), open_file(path), path.string()} {}  // in order

InputFile::InputFile(std::unique_ptr<Reading> reading, Handle file, const std::string& name)
    : Group(Handle(H5Gopen2(file.id(), "/", H5P_DEFAULT), H5Gclose), name, "/"),
      reading_(std::move(reading)),
      file_handle_(std::move(file)) {
  if (!handle_) fail(fmt::format("cannot be opened ({}): the file is damaged", library_error()));
}

}  // namespace yttria::hdf5
