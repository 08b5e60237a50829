// SPDX-License-Identifier: Apache-2.0
#include "engine/child.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <new>

#include "engine/error.hpp"
#include "engine/forbidden_calls.hpp"
#include "engine/host_memory.hpp"
#include "engine/new_file.hpp"

namespace yttria {

namespace {

void limit(decltype(RLIMIT_DATA) resource, std::uint64_t most) {
  struct rlimit now = {};
  if (::getrlimit(resource, &now) != 0 || now.rlim_cur <= most) return;
  now.rlim_cur = most;
  ::setrlimit(resource, &now);
}

/// Memory that can be written and is nobody else's, as RLIMIT_DATA counts it.
std::uint64_t private_memory() {
  std::uint64_t pages = 0;
  std::ifstream file("/proc/self/statm");
  for (int column = 0; column < 6; ++column) file >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void confine(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);  // it was gone before we asked
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  limit(RLIMIT_CORE, 0);
  if (!confines_children) return;
  const std::uint64_t available = available_host_memory();
  if (available != 0) limit(RLIMIT_DATA, private_memory() + available);
  forbid_memory_of_others();
  forbid_calls();
}

/// Unless a living process holds it: a lock may have a new owner by now.
void remove_unless_locked(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (descriptor < 0) return;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(file.c_str());
  ::close(descriptor);
}

}  // namespace

bool ChildEnd::crashed() const {
  for (const int one : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP, SIGPROF}) {
    if (signal == one) return true;
  }
  return false;
}

std::string ChildEnd::why() const {
  const std::string name = fmt::format("signal {} ({})", signal, ::strsignal(signal));
  if (file.empty()) {
    return fmt::format("the program ended with {}, a fault of its own; please report it", name);
  }
  if (signal == SIGPROF) {
    return file + ": reading it comes to no end; it is damaged, copy or make it again";
  }
  if (!crashed()) {
    return fmt::format("{}: the process that read it was ended by {}; is memory short?", file,
                       name);
  }
  if (reading) {
    return fmt::format("{}: is damaged: reading it ended a process with {}; copy or make it again",
                       file, name);
  }
  return fmt::format(
      "{}: work on what it holds ended a process with {}; the file is damaged, or this is a fault "
      "of the program: copy or make the file again, else please report it",
      file, name);
}

ConfinedChild::ConfinedChild() {
  void* const shared = ::mmap(nullptr, sizeof(ChildNotes), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    throw RunError(fmt::format("no memory can be shared: {}", ::strerror(errno)));
  }
  notes_ = ::new (shared) ChildNotes;
  std::fflush(nullptr);  // or both would write what waits to be written
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ < 0) {
    const int reason = errno;
    ::munmap(notes_, sizeof(ChildNotes));
    throw RunError(fmt::format("no process can be started: {}", ::strerror(reason)));
  }
  if (process_ != 0) return;
  share_child_notes(notes_);
  confine(parent);
}

ConfinedChild::~ConfinedChild() {
  if (!is_this_process()) ::munmap(notes_, sizeof(ChildNotes));
}

bool ConfinedChild::has_ended() const {
  siginfo_t info = {};
  return ::waitid(P_PID, static_cast<id_t>(process_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         info.si_pid != 0;
}

ChildEnd ConfinedChild::wait() {
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0) {
    if (errno != EINTR) throw RunError(fmt::format("a process is lost: {}", ::strerror(errno)));
  }
  ChildEnd end;
  if (WIFSIGNALED(status)) end.signal = WTERMSIG(status);
  if (WIFEXITED(status)) end.code = WEXITSTATUS(status);
  if (end.signal != 0) remove_unfinished();
  end.file = read_note(notes_->file);
  end.reading = notes_->reading;
  end.words = read_note(notes_->words);
  return end;
}

void ConfinedChild::remove_unfinished() const {
  for (const ChildNotes::Text& note : notes_->unfinished) {
    const std::string file = read_note(note);  // by a process that has crashed: its own alone
    if (is_temporary_of(file, process_) || file.ends_with(".lock")) remove_unless_locked(file);
  }
}

}  // namespace yttria
