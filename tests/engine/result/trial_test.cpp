// SPDX-License-Identifier: Apache-2.0
#include "engine/result/trial.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <new>
#include <stdexcept>

namespace yttria {
namespace {

using testing::HasSubstr;

constexpr std::uint64_t room = 64u << 20;

TEST(Trial, WhatGoesWellLeavesNothing) {
  int here = 1;
  EXPECT_FALSE(trouble_in_child([&] { here = 2; }, room));
  EXPECT_EQ(here, 1);  // it was in another process
}

TEST(Trial, ExceptionsAndCrashesAreTold) {
  EXPECT_EQ(trouble_in_child([] { throw std::runtime_error("a.h5: is cut"); }, room),
            "a.h5: is cut");
  EXPECT_EQ(trouble_in_child([] { throw 5; }, room), "it cannot be read");
  EXPECT_THAT(trouble_in_child([] { raise(SIGKILL); }, room).value(), HasSubstr("signal 9"));
}

TEST(Trial, MemoryIsLimited) {
  const auto take = [](std::size_t bytes) {
    return trouble_in_child(
        [bytes] {
          void* volatile block = ::operator new(bytes);
          ::operator delete(block);
        },
        room);
  };
  EXPECT_FALSE(take(room / 4));
  EXPECT_EQ(take(std::size_t{1} << 40), "std::bad_alloc");
  EXPECT_EQ(take(std::size_t{16} << 30), "std::bad_alloc");
}

}  // namespace
}  // namespace yttria
