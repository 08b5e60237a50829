// SPDX-License-Identifier: Apache-2.0
#include "tools/interruption.hpp"

#include <signal.h>
#include <unistd.h>

namespace yttria {

namespace {

std::atomic<bool> stop{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler sets it");

void ask_to_stop(int) {
  stop.store(true);
  constexpr char text[] = "\nyttria: stopping after the batch in hand; once more to stop at once\n";
  if (write(STDERR_FILENO, text, sizeof text - 1) < 0) return;  // nothing more can be done here
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
}

}  // namespace

const std::atomic<bool>& stop_when_asked() {
  struct sigaction action = {};
  action.sa_handler = ask_to_stop;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  return stop;
}

}  // namespace yttria
