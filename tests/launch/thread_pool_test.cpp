// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/thread_pool.hpp"

#include <gtest/gtest.h>
#include <pthread.h>

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

/// No thread can be started as long as this lives: there is no room for its stack.
class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t without = before_;
    pthread_attr_setstacksize(&without, std::size_t{1} << 60);
    pthread_setattr_default_np(&without);
  }
  ~NoThreads() { pthread_setattr_default_np(&before_); }
  NoThreads(const NoThreads&) = delete;
  NoThreads& operator=(const NoThreads&) = delete;

 private:
  pthread_attr_t before_{};
};

/// How many threads took part.
int sharing(std::size_t most) {
  std::atomic<int> calls{0};
  run_shared(most, [&](int) { ++calls; });
  return calls;
}

TEST(SharedWork, IsDoneByThisThreadWhereNoneCanBeStarted) {
  limit_shared_threads(4);
  const NoThreads none;
  EXPECT_THROW(ThreadPool(2), std::runtime_error);
  EXPECT_EQ(sharing(31), 1);
}

TEST(SharedWork, TakesNoMoreThreadsThanAllowed) {
  limit_shared_threads(3);
  EXPECT_EQ(sharing(31), 3);
  EXPECT_EQ(sharing(2), 2);
  limit_shared_threads(1);
  EXPECT_EQ(sharing(31), 1);
}

TEST(SharedWork, AnExceptionReachesTheCaller) {
  limit_shared_threads(3);
  for (const int thrower : {0, 2}) {
    EXPECT_THROW(run_shared(3,
                            [&](int index) {
                              if (index == thrower) throw std::runtime_error("one of them");
                            }),
                 std::runtime_error);
  }
}

}  // namespace
}  // namespace yttria
