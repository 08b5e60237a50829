// SPDX-License-Identifier: Apache-2.0
#include "tools/interruption.hpp"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace yttria {

namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

template <std::size_t length>
void tell(const char (&text)[length]) {
  if (write(STDERR_FILENO, text, length - 1) < 0) return;  // nobody is there to be told
}

void ask_to_stop(int number) {
  const int error = errno;
  const bool first = !stop.exchange(true);
  if (number == SIGINT) {
    tell("\nyttria: stopping after the batch in hand; once more to stop at once\n");
    signal(SIGINT, SIG_DFL);
  } else if (first && number != SIGPIPE) {
    tell("\nyttria: asked to end: stopping after the batch in hand\n");
  }
  errno = error;
}

void listen_to(int number) {
  struct sigaction action = {};
  if (sigaction(number, nullptr, &action) != 0 || action.sa_handler == SIG_IGN) return;
  action = {};
  action.sa_handler = ask_to_stop;
  action.sa_flags = SA_RESTART;
  sigaction(number, &action, nullptr);
}

}  // namespace

const std::atomic<bool>& stop_when_asked() {
  for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGUSR1, SIGUSR2, SIGXCPU})
    listen_to(number);
  return stop;
}

}  // namespace yttria
