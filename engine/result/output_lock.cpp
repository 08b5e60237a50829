// SPDX-License-Identifier: Apache-2.0
#include "engine/result/output_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

#include "engine/child_notes.hpp"
#include "engine/error.hpp"
#include "engine/log.hpp"

namespace yttria {

namespace {

const std::string signature = "yttria: ";

std::string this_process() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return fmt::format("{}process {} on {}\n", signature, static_cast<long>(::getpid()), host.data());
}

/// What a lock file says, as far as it may be ours; nothing when it is something else.
std::optional<std::string> words_of(int descriptor) {
  struct stat status = {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  std::array<char, 400> text{};
  const ssize_t length = ::pread(descriptor, text.data(), text.size(), 0);
  if (length < 0 || status.st_size > length) return std::nullopt;
  const std::string words(text.data(), static_cast<std::size_t>(length));
  const bool ours = words.starts_with(signature) && words.find('\n') == words.size() - 1;
  if (!words.empty() && !ours) return std::nullopt;
  return words;
}

/// Whether the open file still is the one under this name: its last holder may have removed it
/// between our opening and our locking it.
bool is_at(int descriptor, const std::filesystem::path& path) {
  struct stat open = {}, named = {};
  return ::fstat(descriptor, &open) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

enum class Try { taken, held, unsupported };

/// With flock, else, as some network file systems have only those, with a lock of the open file.
Try try_lock(int descriptor) {
  int result = 0;
  do result = ::flock(descriptor, LOCK_EX | LOCK_NB);
  while (result != 0 && errno == EINTR);
  if (result == 0) return Try::taken;
  if (errno == EWOULDBLOCK) return Try::held;
  struct flock whole = {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  if (::fcntl(descriptor, F_OFD_SETLK, &whole) == 0) return Try::taken;
  return errno == EAGAIN || errno == EACCES ? Try::held : Try::unsupported;
}

[[noreturn]] void refuse(const std::filesystem::path& lock, int reason) {
  throw InputError(fmt::format("{}: cannot be made ({}); is the folder writable?", lock.string(),
                               std::strerror(reason)));
}

}  // namespace

std::filesystem::path lock_of(const std::filesystem::path& output) {
  return output.string() + ".lock";
}

OutputLock::OutputLock(const std::filesystem::path& output,
                       const std::function<void(const std::string&)>& tell)
    : path_(lock_of(output)) {
  while (!make(output) && !take_over(output)) {
  }
  if (own_) note_unfinished(path_);
  if (trouble_.empty()) return;
  tell(fmt::format(
      "{}: its file system has no locks ({}); see to it that no other process writes it "
      "meanwhile",
      output.string(), trouble_));
}

OutputLock::~OutputLock() {
  if (own_ && is_at(descriptor_, path_)) {
    ::unlink(path_.c_str());  // first, so that nobody locks a file that is about to go
  }
  ::close(descriptor_);
  forget_unfinished(path_);
}

/// A file of our own; false when there is one of that name. It is locked and signed before it has
/// the name, where the file system can do that, so that a kill never leaves it without signature.
bool OutputLock::make(const std::filesystem::path& output) {
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
  descriptor_ = ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0666);
  if (descriptor_ >= 0) {
    lock(output);
    sign();
    const std::string open_file = fmt::format("/proc/self/fd/{}", descriptor_);
    own_ = ::linkat(AT_FDCWD, open_file.c_str(), AT_FDCWD, path_.c_str(), AT_SYMLINK_FOLLOW) == 0;
    if (own_) return true;
    const int reason = errno;
    ::close(std::exchange(descriptor_, -1));
    if (reason == EEXIST) return false;
  }
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (descriptor_ < 0 && errno == EEXIST) return false;
  if (descriptor_ < 0) refuse(path_, errno);
  lock(output);
  sign();
  return own_ = true;
}

/// One that is there; false when it has gone. An empty one is locked and left as it is.
bool OutputLock::take_over(const std::filesystem::path& output) {
  constexpr int how = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
  descriptor_ = ::open(path_.c_str(), O_RDWR | how);
  if (descriptor_ < 0 && errno == EACCES) descriptor_ = ::open(path_.c_str(), O_RDONLY | how);
  if (descriptor_ < 0 && errno == ENOENT) return false;
  const std::optional<std::string> words = descriptor_ < 0 ? std::nullopt : words_of(descriptor_);
  if (!words) {
    if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    throw InputError(
        fmt::format("{}: is no lock of yttria, which needs this name while it writes {}; move it "
                    "away or give another output",
                    path_.string(), output.string()));
  }
  lock(output);
  if (!is_at(descriptor_, path_)) {
    ::close(std::exchange(descriptor_, -1));
    return false;
  }
  own_ = !words->empty();
  if (own_) sign();
  return true;
}

void OutputLock::lock(const std::filesystem::path& output) {
  const Try tried = try_lock(descriptor_);
  trouble_ = tried == Try::unsupported ? std::strerror(errno) : "";
  if (tried != Try::held) return;
  const std::string words = words_of(descriptor_).value_or("");
  ::close(std::exchange(descriptor_, -1));
  const std::size_t end = words.find_last_not_of(" \n") + 1;
  const std::string who = end <= signature.size()
                              ? "another process"
                              : words.substr(signature.size(), end - signature.size());
  throw InputError(fmt::format("{}: is being written by {}; wait for it or give another name",
                               output.string(), who));
}

/// Says who holds it, for whom it keeps out. A longer line that is there is covered by spaces, not
/// cut: there is no moment at which a kill leaves the file empty, and so nobody's.
void OutputLock::sign() const {
  std::string who = this_process();
  const std::size_t before = words_of(descriptor_).value_or("").size();
  if (who.size() < before) who.insert(who.size() - 1, before - who.size(), ' ');
  const ssize_t written = ::pwrite(descriptor_, who.data(), who.size(), 0);
  if (written != static_cast<ssize_t>(who.size()))
    log_info(path_.string() + ": its holder is not written in it");  // only a comfort
}

}  // namespace yttria
