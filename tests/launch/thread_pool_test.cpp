// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/thread_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>

namespace yttria {
namespace {

TEST(ThreadPool, EveryThreadRunsEveryTaskOnce) {
  ThreadPool pool(3);
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> calls{0}, indices{0};
    pool.run([&](int index) {
      ++calls;
      indices += 1 << (4 * index);
    });
    ASSERT_EQ(calls, 3);
    ASSERT_EQ(indices, 0x111);
  }
}

TEST(ThreadPool, AnExceptionReachesTheCallerAndThePoolLives) {
  ThreadPool pool(4);
  EXPECT_THROW(pool.run([](int index) {
    if (index == 2) throw std::runtime_error("third");
  }),
               std::runtime_error);
  std::atomic<int> calls{0};
  pool.run([&](int) { ++calls; });
  EXPECT_EQ(calls, 4);
}

}  // namespace
}  // namespace yttria
