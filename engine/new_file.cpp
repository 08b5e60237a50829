// SPDX-License-Identifier: Apache-2.0
#include "engine/new_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <string_view>
#include <system_error>
#include <utility>

#include "engine/child_notes.hpp"
#include "engine/error.hpp"

namespace yttria {

namespace {

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

[[noreturn]] void refuse_existing(const std::filesystem::path& path) {
  throw InputError(fmt::format("{}: exists already; give another name or --force", path.string()));
}

/// `trouble` tells what it is when that fails.
void sync(const std::filesystem::path& path, const std::string& trouble) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool synced = descriptor >= 0 && ::fsync(descriptor) == 0;
  const int reason = errno;
  if (descriptor >= 0) ::close(descriptor);
  if (synced) return;
  const std::string message =
      fmt::format("{} cannot be synced to disk: {}", trouble, std::strerror(reason));
  if (reason == ENOSPC || reason == EDQUOT) throw RunError(message);
  throw SyncError(message);
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

constexpr std::string_view mark_of_temporary = ".yttria-", end_of_temporary = ".part";
// Process numbers of two machines, or of now and before a kill, may be the same.
constexpr std::uint64_t next_number = 1u << 31;

std::string start_of_temporary(const std::filesystem::path& path) {
  return fmt::format(".{}{}", path.filename().string(), mark_of_temporary);
}

/// What stands between the marks of a temporary's name; nothing when it is no such name.
std::optional<std::uint64_t> number_of_temporary(const std::string& name) {
  const std::size_t begin = name.rfind(mark_of_temporary);
  if (begin == std::string::npos || !name.ends_with(end_of_temporary)) return std::nullopt;
  const char* const first = name.data() + begin + mark_of_temporary.size();
  const char* const last = name.data() + name.size() - end_of_temporary.size();
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(first, std::max(first, last), number);
  if (error != std::errc() || end != last) return std::nullopt;
  return number;
}

/// Whether a file with the name of a temporary is one that a process of this user has left behind.
/// Where the file system has no locks nobody can tell.
bool is_left_behind(const std::filesystem::path& temporary) {
  const int descriptor = ::open(temporary.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return false;
  struct stat status = {};
  const bool left = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
                    status.st_uid == ::geteuid() && status.st_nlink == 1 &&
                    ::flock(descriptor, LOCK_EX | LOCK_NB) == 0;
  ::close(descriptor);
  return left;
}

/// An output has companions with longer names (its temporary, checkpoints, lock): they must fit as
/// well, or long work has nowhere to go.
void check_length(const std::filesystem::path& path) {
  constexpr long longest_ending = 64;
  const long allowed = ::pathconf(folder_of(path).c_str(), _PC_NAME_MAX);
  const long most = (allowed > 0 ? allowed : 255) - longest_ending;
  if (static_cast<long>(path.filename().string().size()) <= most) return;
  throw InputError(
      fmt::format("{}: the name is too long; give one of at most {} bytes, which leaves room for "
                  "the endings of "
                  "the files that are written on the way",
                  path.string(), most));
}

/// What a run writes on its way, and removes when its output is there.
constexpr std::string_view endings_of_a_run[] = {".checkpoint", ".checkpoint.1", ".lock"};

void check_place(const std::filesystem::path& path, bool replace) {
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

}  // namespace

void check_name(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  for (const std::string_view ending : endings_of_a_run) {
    if (name.size() <= ending.size() || !name.ends_with(ending)) continue;
    const std::string output = name.substr(0, name.size() - ending.size());
    throw InputError(fmt::format(
        "{}: that name belongs to a run of {} that is interrupted or under way; give another name",
        path.string(), (path.parent_path() / output).string()));
  }
}

void check_output(const std::filesystem::path& path, bool replace) {
  check_name(path);
  check_place(path, replace);
  check_length(path);
}

void remove_unfinished(const std::filesystem::path& path) {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(folder_of(path), ignored)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with(start_of_temporary(path)) || !number_of_temporary(name)) continue;
    if (is_left_behind(entry.path())) std::filesystem::remove(entry.path(), ignored);
  }
}

bool is_temporary_of(const std::filesystem::path& file, std::int64_t process) {
  const auto number = number_of_temporary(file.filename().string());
  return number && *number % next_number == static_cast<std::uint64_t>(process);
}

std::optional<std::uint64_t> free_space(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::space_info space = std::filesystem::space(folder_of(path), error);
  if (error || space.available == static_cast<std::uintmax_t>(-1)) return std::nullopt;
  return space.available;
}

NewFile::NewFile(std::filesystem::path path, bool replace)
    : path_(std::move(path)), replace_(replace) {
  check_place(path_, replace_);
  for (std::uint64_t number = static_cast<std::uint64_t>(::getpid());; number += next_number) {
    temporary_ = folder_of(path_) /
                 fmt::format("{}{}{}", start_of_temporary(path_), number, end_of_temporary);
    hold_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (hold_ >= 0) break;
    if (errno == EEXIST) continue;
    throw InputError(fmt::format("{}: cannot be written ({}); is the folder writable?",
                                 path_.string(), std::strerror(errno)));
  }
  ::flock(hold_, LOCK_EX | LOCK_NB);  // without locks remove_unfinished() leaves it alone, too
  note_unfinished(temporary_);
}

NewFile::~NewFile() {
  if (hold_ >= 0) ::close(hold_);
  if (temporary_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
  forget_unfinished(temporary_);
}

NewFile::NewFile(NewFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::exchange(other.temporary_, {})),
      hold_(std::exchange(other.hold_, -1)),
      replace_(other.replace_) {}

void NewFile::commit(const std::filesystem::path& keep) {
  sync(temporary_, path_.string() + ":");
  if (!keep.empty() && std::filesystem::exists(path_)) rename_file(path_, keep, true);
  rename_file(temporary_, path_, replace_);
  forget_unfinished(temporary_);
  temporary_.clear();
  sync(folder_of(path_),
       path_.string() + ": is there, but a loss of power may take it: its folder");
}

}  // namespace yttria
