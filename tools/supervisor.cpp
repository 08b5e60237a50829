// SPDX-License-Identifier: Apache-2.0
#include "tools/supervisor.hpp"

#include <signal.h>

#include "engine/child.hpp"
#include "tools/exit_code.hpp"
#include "tools/message.hpp"

namespace yttria {

namespace {

constexpr int passed_on[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

/// Keeps the signals that are passed on, and that of the child's end, for sigwaitinfo.
class HeldSignals {
 public:
  HeldSignals() {
    ::signal(SIGCHLD, SIG_DFL);  // where it is ignored no child could be waited for
    ::sigemptyset(&held_);
    ::sigaddset(&held_, SIGCHLD);
    for (const int number : passed_on) ::sigaddset(&held_, number);
    ::sigprocmask(SIG_BLOCK, &held_, &before_);
  }
  void release() const { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }
  siginfo_t next() const {
    siginfo_t info = {};
    while (::sigwaitinfo(&held_, &info) < 0) info = {};
    return info;
  }

 private:
  sigset_t held_{}, before_{};
};

/// What the terminal sends goes to the child as well; what a process sends came to us alone.
ChildEnd wait_for(ConfinedChild& child, const HeldSignals& signals) {
  while (!child.has_ended()) {
    const siginfo_t got = signals.next();
    if (got.si_signo != SIGCHLD && got.si_code <= 0) ::kill(child.process(), got.si_signo);
  }
  return child.wait();
}

void end_by(int number) {
  ::signal(number, SIG_DFL);
  ::raise(number);
}

}  // namespace

int supervised(const std::function<int()>& work) {
  const HeldSignals signals;
  ConfinedChild child;
  if (child.is_this_process()) {
    signals.release();
    return work();
  }
  const ChildEnd end = wait_for(child, signals);
  signals.release();
  if (end.signal == 0) return end.code;
  if (!end.crashed() && end.signal != SIGKILL) end_by(end.signal);
  print_error(end.why());
  return end.crashed() && !end.file.empty() ? exit_code::bad_input : exit_code::failed;
}

}  // namespace yttria
