// SPDX-License-Identifier: Apache-2.0
// A machine whose date jumps by hours, back and forth, each time that it is asked for; played by
// LD_PRELOAD. Clocks that only run on are left alone, as a change of the date leaves them.
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

#include <atomic>

namespace {

/// -5 h, 0, 5 h, 10 h, -5 h, ...
time_t jump_s() {
  static std::atomic<unsigned> asked{0};
  return 18000 * (static_cast<time_t>(asked.fetch_add(1) % 4) - 1);
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t clock, struct timespec* now) noexcept {
  using Get = int (*)(clockid_t, struct timespec*);
  static const auto real = reinterpret_cast<Get>(dlsym(RTLD_NEXT, "clock_gettime"));
  const int result = real(clock, now);
  const bool is_date = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  if (result == 0 && is_date) now->tv_sec += jump_s();
  return result;
}

int gettimeofday(struct timeval* now, void*) noexcept {
  struct timespec precise = {};
  const int result = clock_gettime(CLOCK_REALTIME, &precise);
  now->tv_sec = precise.tv_sec;
  now->tv_usec = precise.tv_nsec / 1000;
  return result;
}

time_t time(time_t* copy) noexcept {
  struct timespec now = {};
  clock_gettime(CLOCK_REALTIME, &now);
  if (copy != nullptr) *copy = now.tv_sec;
  return now.tv_sec;
}
}
