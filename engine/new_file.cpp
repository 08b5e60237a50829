// SPDX-License-Identifier: Apache-2.0
#include "engine/new_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "engine/error.hpp"

namespace yttria {

namespace {

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

[[noreturn]] void refuse_existing(const std::filesystem::path& path) {
  throw InputError(fmt::format("{}: exists already; give another name or --force", path.string()));
}

void sync(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int reason = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (!synced) {
    throw RunError(
        fmt::format("{}: cannot be synced to disk: {}", path.string(), std::strerror(reason)));
  }
}

void rename_file(const std::filesystem::path& from, const std::filesystem::path& to, bool replace) {
  int result = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(),
                           replace ? 0u : static_cast<unsigned>(RENAME_NOREPLACE));
  if (result != 0 && !replace && errno == EEXIST) refuse_existing(to);
  if (result != 0 && (errno == EINVAL || errno == ENOSYS)) {  // some network file systems
    if (!replace && std::filesystem::exists(to)) refuse_existing(to);
    result = ::rename(from.c_str(), to.c_str());
  }
  if (result != 0) {
    throw RunError(fmt::format("{}: cannot be renamed: {}", to.string(), std::strerror(errno)));
  }
}

}  // namespace

void check_output(const std::filesystem::path& path, bool replace) {
  std::error_code error;
  if (!path.has_filename() || std::filesystem::is_directory(path, error)) {
    throw InputError(fmt::format("{}: is a folder; give a file name", path.string()));
  }
  if (!std::filesystem::is_directory(folder_of(path), error)) {
    throw InputError(fmt::format("{}: there is no folder {}; make it first", path.string(),
                                 folder_of(path).string()));
  }
  if (::access(folder_of(path).c_str(), W_OK | X_OK) != 0) {
    throw InputError(fmt::format("{}: the folder {} is not writable ({}); give another one",
                                 path.string(), folder_of(path).string(), std::strerror(errno)));
  }
  const std::filesystem::file_status status = std::filesystem::symlink_status(path, error);
  if (!std::filesystem::exists(status)) return;
  if (!std::filesystem::is_regular_file(status)) {
    throw InputError(fmt::format(
        "{}: is not a regular file and will not be replaced; give another name", path.string()));
  }
  if (!replace) refuse_existing(path);
}

void remove_unfinished(const std::filesystem::path& path) {
  const std::string start = fmt::format(".{}.", path.filename().string()), end = ".part";
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(path), ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.size() <= start.size() + end.size() || !name.starts_with(start) ||
        !name.ends_with(end)) {
      continue;
    }
    const std::string process = name.substr(start.size(), name.size() - start.size() - end.size());
    if (process.find_first_not_of("0123456789") != std::string::npos) continue;
    std::filesystem::remove(entry.path(), ignored);
  }
}

std::optional<std::uint64_t> free_space(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder_of(path), error);
  if (error || space.available == static_cast<std::uintmax_t>(-1)) return std::nullopt;
  return space.available;
}

NewFile::NewFile(std::filesystem::path path, bool replace)
    : path_(std::move(path)), replace_(replace) {
  check_output(path_, replace_);
  temporary_ = folder_of(path_) /
               fmt::format(".{}.{}.part", path_.filename().string(), static_cast<long>(::getpid()));
}

NewFile::~NewFile() {
  if (temporary_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      replace_(other.replace_) {}

void NewFile::commit(const std::filesystem::path& keep) {
  sync(temporary_);
  if (!keep.empty() && std::filesystem::exists(path_)) rename_file(path_, keep, true);
  rename_file(temporary_, path_, replace_);
  temporary_.clear();
  sync(folder_of(path_));
}

}  // namespace yttria
