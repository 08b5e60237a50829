// SPDX-License-Identifier: Apache-2.0
#include "engine/trial.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/landlock.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <stdexcept>
#include <string>
#include <thread>

#include "engine/child.hpp"
#include "engine/error.hpp"

namespace yttria {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

std::optional<std::string> told(const char* file, const std::function<void()>& read) {
  const std::optional<Trouble> trouble = trouble_in_child(file, read);
  return trouble ? std::optional(trouble->text) : std::nullopt;
}

TEST(Trial, WhatGoesWellLeavesNothing) {
  int here = 1;
  EXPECT_FALSE(told("a.h5", [&] { here = 2; }));
  EXPECT_EQ(here, 1);  // it was in another process
}

TEST(Trial, ExceptionsAreTold) {
  EXPECT_EQ(told("a.h5", [] { throw InputError("a.h5: is cut"); }), "a.h5: is cut");
  EXPECT_EQ(told("a.h5", [] { throw InputError("is cut"); }), "a.h5: is cut");
  EXPECT_EQ(told("a.h5", [] { throw std::runtime_error("is odd"); }),
            "a.h5: cannot be read (is odd)");
  EXPECT_EQ(told("a.h5", [] { throw 5; }), "a.h5: it cannot be read");
  EXPECT_THROW(try_in_child("a.h5", [] { throw InputError("is cut"); }), InputError);
}

TEST(Trial, ShortMemoryIsNoFaultOfTheFile) {
  const auto of_the_file = [](const std::function<void()>& read) {
    return trouble_in_child("a.h5", read).value().of_the_file;
  };
  EXPECT_TRUE(of_the_file([] { throw InputError("is cut"); }));
  EXPECT_TRUE(of_the_file([] {
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
  }));
  EXPECT_FALSE(of_the_file([] { raise(SIGKILL); }));  // by the kernel that has none left
  EXPECT_FALSE(of_the_file([] { throw std::bad_alloc(); }));
}

TEST(Trial, CrashesAreTold) {
  for (const int number : {SIGSEGV, SIGABRT, SIGBUS, SIGFPE}) {
    const auto crash = [number] {
      signal(number, SIG_DFL);  // sanitizers catch it
      raise(number);
    };
    EXPECT_THAT(told("a.h5", crash).value(), AllOf(StartsWith("a.h5: is damaged"),
                                                   HasSubstr("signal " + std::to_string(number))));
  }
  EXPECT_THAT(told("a.h5", [] { raise(SIGKILL); }).value(),
              AllOf(StartsWith("a.h5: "), HasSubstr("signal 9"), HasSubstr("memory")));
  EXPECT_THAT(told("a.h5", [] { raise(SIGPROF); }).value(), HasSubstr("no end"));
}

TEST(Trial, TheFileThatIsReadLastIsNamed) {
  const auto crash = [] {
    const Reading reading("b.h5");
    raise(SIGKILL);
  };
  EXPECT_THAT(told("a.h5", crash).value(), StartsWith("b.h5: "));
}

TEST(Trial, NothingElseIsStartedOrCalled) {
  if (!confines_children) GTEST_SKIP() << "sanitizers trace their own process";
  const struct rlimit none = {};
  const auto refused = [](const char* what, long answer) {
    if (answer != -1 || errno != EPERM) throw InputError(std::string(what) + " was not refused");
  };
  EXPECT_EQ(told("a.h5",
                 [&] {
                   refused("a socket", socket(AF_INET, SOCK_STREAM, 0));
                   refused("a program", execl("/bin/true", "true", nullptr));
                   refused("a process", fork());
                   refused("a signal", kill(getppid(), 0));
                   refused("a limit of the parent",
                           prlimit(getppid(), RLIMIT_CORE, &none, nullptr));
                   refused("a look at the parent", ptrace(PTRACE_ATTACH, getppid(), 0, 0));
                   refused("io_uring", syscall(SYS_io_uring_setup, 1, nullptr));
                   std::thread([] {}).join();  // these are needed
                   if (setrlimit(RLIMIT_CORE, &none) != 0) throw InputError("own limit");
                 }),
            std::nullopt);
  const int here = socket(AF_UNIX, SOCK_STREAM, 0);
  EXPECT_GE(here, 0);  // the process itself is as free as before
  close(here);
}

TEST(Trial, TheMemoryOfTheParentStaysItsOwn) {
  if (!confines_children) GTEST_SKIP() << "sanitizers trace their own process";
  if (syscall(SYS_landlock_create_ruleset, nullptr, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1) {
    GTEST_SKIP() << "this kernel has no Landlock";
  }
  const auto open_memory = [] {
    const std::string memory = "/proc/" + std::to_string(getppid()) + "/mem";
    if (open(memory.c_str(), O_RDWR) >= 0) throw InputError("it is open");
  };
  const pid_t unconfined = fork();
  if (unconfined == 0) {
    try {
      open_memory();
    } catch (const InputError&) {
      _exit(7);
    }
    _exit(0);
  }
  int status = 0;
  waitpid(unconfined, &status, 0);
  if (WEXITSTATUS(status) != 7) GTEST_SKIP() << "this kernel keeps it from any child";
  EXPECT_EQ(told("a.h5", open_memory), std::nullopt);
}

TEST(Trial, ReadingAFileHasItsTime) {
  const auto seconds = [] {
    itimerval left = {};
    getitimer(ITIMER_PROF, &left);
    return left.it_value.tv_sec;
  };
  EXPECT_EQ(told("a.h5",
                 [&] {
                   {
                     const Reading reading("b.h5");
                     if (seconds() < 20 || seconds() > 30) throw InputError("no limit");
                   }
                   if (seconds() != 0) throw InputError("the limit stays");
                 }),
            std::nullopt);
}

TEST(Trial, MemoryIsLimited) {
  if (!confines_children) GTEST_SKIP() << "sanitizers reserve what they do not use";
  const auto take = [](std::size_t bytes) {
    return told("a.h5", [bytes] {
      void* volatile block = ::operator new(bytes);
      ::operator delete(block);
    });
  };
  EXPECT_FALSE(take(16u << 20));
  EXPECT_THAT(take(std::size_t{1} << 40).value(), StartsWith("a.h5: takes more memory"));
}

}  // namespace
}  // namespace yttria
