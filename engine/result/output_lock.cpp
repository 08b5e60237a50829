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
#include <string>

#include "engine/error.hpp"
#include "engine/log.hpp"

namespace yttria {

namespace {

std::string this_process() {
  std::array<char, 256> host{};
  if (::gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return fmt::format("process {} on {}\n", static_cast<long>(::getpid()), host.data());
}

std::string holder(int descriptor) {
  std::array<char, 300> text{};
  const ssize_t length = ::pread(descriptor, text.data(), text.size() - 1, 0);
  const std::string line = length > 0 ? text.data() : "";
  return line.empty() ? "another process" : line.substr(0, line.find('\n'));
}

/// Whether the open file still is the one under this name: its last holder may have removed it
/// between our opening and our locking it.
bool is_at(int descriptor, const std::filesystem::path& path) {
  struct stat open = {}, named = {};
  return ::fstat(descriptor, &open) == 0 && ::stat(path.c_str(), &named) == 0 &&
         open.st_ino == named.st_ino && open.st_dev == named.st_dev;
}

}  // namespace

OutputLock::OutputLock(const std::filesystem::path& output) : path_(output.string() + ".lock") {
  for (;;) {
    descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (descriptor_ < 0) {
      throw InputError(fmt::format("{}: cannot be made ({}); is the folder writable?",
                                   path_.string(), std::strerror(errno)));
    }
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      const int reason = errno;
      if (reason == EWOULDBLOCK) {
        const std::string who = holder(descriptor_);
        ::close(descriptor_);
        throw InputError(fmt::format("{}: is being written by {}; wait for it or give another name",
                                     output.string(), who));
      }
      log_info(fmt::format("{}: no locks on this file system ({})", path_.string(),
                           std::strerror(reason)));
      break;
    }
    if (is_at(descriptor_, path_)) break;
    ::close(descriptor_);
  }
  const std::string who = this_process();
  const bool told =
      ::ftruncate(descriptor_, 0) == 0 && ::pwrite(descriptor_, who.data(), who.size(), 0) >= 0;
  if (!told) log_info(path_.string() + ": its holder is not written in it");  // only a comfort
}

OutputLock::~OutputLock() {
  ::unlink(path_.c_str());  // first, so that nobody locks a file that is about to go
  ::close(descriptor_);
}

}  // namespace yttria
