// SPDX-License-Identifier: Apache-2.0
#include "engine/result/trial.hpp"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <fstream>

#include "engine/error.hpp"

namespace yttria {

namespace {

constexpr unsigned longest_seconds = 1800;

void limit(decltype(RLIMIT_AS) resource, std::uint64_t most) {
  struct rlimit now = {};
  if (::getrlimit(resource, &now) != 0 || now.rlim_cur <= most) return;
  now.rlim_cur = most;
  ::setrlimit(resource, &now);
}

std::uint64_t memory_of_this_process() {
  std::uint64_t pages = 0;
  std::ifstream("/proc/self/statm") >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

[[noreturn]] void try_it(const std::function<void()>& what, std::uint64_t most_bytes, int report) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_AS, most_bytes);
  ::alarm(longest_seconds);
  try {
    what();
    ::_exit(0);
  } catch (const std::exception& error) {
    const bool told = ::write(report, error.what(), std::strlen(error.what())) >= 0;
    ::_exit(told ? 1 : 2);
  } catch (...) {
    ::_exit(2);
  }
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 1024> piece{};
  for (;;) {
    const ssize_t length = ::read(descriptor, piece.data(), piece.size());
    if (length < 0 && errno == EINTR) continue;
    if (length <= 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(length));
  }
}

}  // namespace

std::optional<std::string> trouble_in_child(const std::function<void()>& what,
                                            std::uint64_t more_bytes) {
  const std::uint64_t most_bytes = memory_of_this_process() + more_bytes;
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) throw RunError("no pipe can be made");
  const pid_t child = ::fork();
  if (child < 0) {
    ::close(ends[0]);
    ::close(ends[1]);
    throw RunError(fmt::format("no process can be started: {}", std::strerror(errno)));
  }
  if (child == 0) try_it(what, most_bytes, ends[1]);
  ::close(ends[1]);
  const std::string text = read_all(ends[0]);
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return std::nullopt;
  if (!text.empty()) return text;
  return WIFSIGNALED(status)
             ? fmt::format("reading it ends a process with signal {}", WTERMSIG(status))
             : std::string("it cannot be read");
}

}  // namespace yttria
