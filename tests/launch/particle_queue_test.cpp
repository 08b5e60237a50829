// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/particle_queue.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace yttria {
namespace {

struct Room {
  std::vector<QueuedParticle> items;
  std::uint64_t pushed = 0, taken = 0;
  explicit Room(std::size_t room) : items(room) {}
  ParticleQueue queue() { return {items.data(), items.size(), &pushed, &taken}; }
};

TEST(ParticleQueue, GivesBackWhatFits) {
  Room room(3);
  const ParticleQueue queue = room.queue();
  for (std::uint64_t id = 0; id < 5; ++id) {
    EXPECT_EQ(queue.push({Particle{}, 0, id}), id < 3) << id;
  }
  for (std::uint64_t id = 0; id < 3; ++id) {
    const QueuedParticle* item = queue.take();
    ASSERT_NE(item, nullptr);
    EXPECT_EQ(item->history, id);
  }
  EXPECT_EQ(queue.take(), nullptr);
  EXPECT_EQ(queue.take(), nullptr);
}

TEST(ParticleQueue, OfNoRoomTakesNothing) {
  Room room(0);
  EXPECT_FALSE(room.queue().push({}));
  EXPECT_EQ(room.queue().take(), nullptr);
}

// Each item comes out once, whoever pushes and takes at the same time.
TEST(ParticleQueue, ThreadsShareIt) {
  constexpr int threads = 4, each = 5000;
  Room room(threads * each - 7);
  const ParticleQueue queue = room.queue();
  std::vector<std::uint64_t> refused(threads), found(threads * each);
  const auto on_all = [](const auto& task) {
    std::vector<std::thread> all;
    for (int t = 0; t < threads; ++t) all.emplace_back(task, t);
    for (std::thread& thread : all) thread.join();
  };
  on_all([&](int t) {
    for (int i = 0; i < each; ++i) {
      const auto id = static_cast<std::uint64_t>(t * each + i);
      refused[static_cast<std::size_t>(t)] += queue.push({Particle{}, 0, id}) ? 0u : 1u;
    }
  });
  EXPECT_EQ(refused[0] + refused[1] + refused[2] + refused[3], 7u);
  on_all([&](int) {
    while (const QueuedParticle* item = queue.take()) {
      __atomic_fetch_add(&found[item->history], std::uint64_t{1}, __ATOMIC_RELAXED);
    }
  });
  std::uint64_t sum = 0;
  for (const std::uint64_t times : found) {
    EXPECT_LE(times, 1u);
    sum += times;
  }
  EXPECT_EQ(sum, room.items.size());
}

}  // namespace
}  // namespace yttria
