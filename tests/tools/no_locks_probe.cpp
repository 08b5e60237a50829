// SPDX-License-Identifier: Apache-2.0
// A file system without locks and without links to unnamed files, as some network file systems are,
// played by LD_PRELOAD.
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstdarg>

extern "C" {

int flock(int, int) noexcept {
  errno = ENOLCK;
  return -1;
}

int linkat(int, const char*, int, const char*, int) noexcept {
  errno = EOPNOTSUPP;
  return -1;
}

int fcntl(int descriptor, int command, ...) {
  va_list more;
  va_start(more, command);
  void* argument = va_arg(more, void*);
  va_end(more);
  if (command == F_OFD_SETLK) {
    errno = EOPNOTSUPP;
    return -1;
  }
  using Fcntl = int (*)(int, int, ...);
  static const auto real = reinterpret_cast<Fcntl>(dlsym(RTLD_NEXT, "fcntl"));
  return real(descriptor, command, argument);
}
int fcntl64(int, int, ...) __attribute__((alias("fcntl")));
}
