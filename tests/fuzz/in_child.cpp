// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/in_child.hpp"

#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "tests/fuzz/reading.hpp"

// Counters of edges that clang puts into a program with -fsanitize=fuzzer; absent in other builds.
extern "C" {
extern char __start___sancov_cntrs[] __attribute__((weak, visibility("hidden")));
extern char __stop___sancov_cntrs[] __attribute__((weak, visibility("hidden")));
}

namespace yttria::fuzz {

namespace {

constexpr rlim_t longest_seconds = 1;  // of the processor

/// The child's counters, in memory that both processes have.
class SharedCounters {
 public:
  SharedCounters() {
    if (size() == 0) return;
    memory_ = static_cast<char*>(
        ::mmap(nullptr, size(), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
    if (memory_ == MAP_FAILED) std::abort();
  }
  void give() const {
    if (size() > 0) std::memcpy(memory_, __start___sancov_cntrs, size());
  }
  void take() const {
    if (size() > 0) std::memcpy(__start___sancov_cntrs, memory_, size());
  }

 private:
  static std::size_t size() {
    return static_cast<std::size_t>(__stop___sancov_cntrs - __start___sancov_cntrs);
  }
  char* memory_ = nullptr;
};

struct Counts {
  long reads = 0, library_crashes = 0, too_slow = 0;
  ~Counts() {
    std::cerr << "children: " << reads << ", ended inside a library: " << library_crashes
              << ", took longer than " << longest_seconds << " s: " << too_slow << '\n';
  }
};

/// Of the first frames of a sanitizer's report, which name the module each lies in, one is of a
/// library that we did not compile. The very first may be the sanitizer's own (memcpy).
bool inside_library(const std::string& report) {
  std::istringstream lines(report);
  int frames = 0;
  for (std::string line; std::getline(lines, line) && frames < 3;) {
    if (line.find("    #") == std::string::npos) continue;
    ++frames;
    if (line.find("yttria::") != std::string::npos) return false;
    for (const char* library : {"libhdf5", "libdcm", "libof", "libnifti", "libznz", "libz.so"}) {
      if (line.find(library) != std::string::npos) return true;
    }
  }
  return false;
}

}  // namespace

void read_in_child(const std::function<void()>& reader) {
  static const SharedCounters counters;
  static Counts counts;
  static const std::string report = (folder() / "report").string();
  const pid_t child = ::fork();
  if (child < 0) return;
  if (child == 0) {
    if (std::freopen(report.c_str(), "w", stderr) == nullptr) ::_exit(9);
    const struct rlimit limit = {longest_seconds, longest_seconds};
    ::setrlimit(RLIMIT_CPU, &limit);
    reader();
    counters.give();
    ::_exit(0);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
  }
  ++counts.reads;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return counters.take();
  if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)) {
    ++counts.too_slow;
    return;
  }
  std::ifstream file(report);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  // Without sanitizers there is no report, and a signal is the library's.
  if (inside_library(text) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV)) {
    ++counts.library_crashes;
    return;
  }
  std::cerr << text << "a child ended with status " << status << '\n';
  std::abort();
}

}  // namespace yttria::fuzz
