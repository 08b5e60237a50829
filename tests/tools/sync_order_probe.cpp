// SPDX-License-Identifier: Apache-2.0
// A loss of power, as far as it can be tried without one, played by LD_PRELOAD: each sync, new name
// and removal that worked becomes a line of the file YTTRIA_SYNC_NOTES, its words parted by tabs.
// What the pattern YTTRIA_SYNC_FAILS matches cannot be synced, as on a disk that fails.
#include <dlfcn.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

namespace {

template <class Call>
Call* real(const char* name) {
  return reinterpret_cast<Call*>(dlsym(RTLD_NEXT, name));
}

/// In one piece, as several processes and threads may write.
void note(const std::string& line) {
  const int error = errno;
  const char* const notes = std::getenv("YTTRIA_SYNC_NOTES");
  const int file =
      notes == nullptr ? -1 : open(notes, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
  const std::string whole = line + "\n";
  if (file >= 0 && write(file, whole.data(), whole.size()) < 0) std::abort();
  if (file >= 0) close(file);
  errno = error;
}

int noted(int result, const std::string& line) {
  if (result == 0) note(line);
  return result;
}

std::string name_of(int descriptor) {
  const std::string link = "/proc/self/fd/" + std::to_string(descriptor);
  char name[PATH_MAX];
  const ssize_t length = readlink(link.c_str(), name, sizeof name);
  return length < 0 ? "" : std::string(name, static_cast<std::size_t>(length));
}

int sync_by(const char* call, int descriptor) {
  const std::string name = name_of(descriptor);
  const char* const failing = std::getenv("YTTRIA_SYNC_FAILS");
  if (failing != nullptr && fnmatch(failing, name.c_str(), 0) == 0) {
    errno = EIO;
    return -1;
  }
  return noted(real<int(int)>(call)(descriptor), "sync\t" + name);
}

std::string renaming(const char* from, const char* to) {
  return std::string("rename\t") + from + "\t" + to;
}

std::string removing(const char* name) {
  return std::string("remove\t") + name;
}

}  // namespace

extern "C" {

int fsync(int descriptor) {
  return sync_by("fsync", descriptor);
}

int fdatasync(int descriptor) {
  return sync_by("fdatasync", descriptor);
}

int rename(const char* from, const char* to) noexcept {
  return noted(real<int(const char*, const char*)>("rename")(from, to), renaming(from, to));
}

int renameat(int at, const char* from, int there, const char* to) noexcept {
  using Call = int(int, const char*, int, const char*);
  return noted(real<Call>("renameat")(at, from, there, to), renaming(from, to));
}

int renameat2(int at, const char* from, int there, const char* to, unsigned how) noexcept {
  using Call = int(int, const char*, int, const char*, unsigned);
  return noted(real<Call>("renameat2")(at, from, there, to, how), renaming(from, to));
}

int unlink(const char* name) noexcept {
  return noted(real<int(const char*)>("unlink")(name), removing(name));
}

int unlinkat(int at, const char* name, int how) noexcept {
  return noted(real<int(int, const char*, int)>("unlinkat")(at, name, how), removing(name));
}

int remove(const char* name) noexcept {  // in libc it calls the others by names of its own
  return noted(real<int(const char*)>("remove")(name), removing(name));
}
}
