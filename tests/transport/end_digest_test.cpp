// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "kernels/transport/particle.hpp"

namespace yttria {
namespace {

Particle some_electron() {
  Particle e = {};
  e.position_cm = {real(0.125), real(0.75), real(0.3)};
  e.direction = {real(0.6), real(-0.8), real(0)};
  e.voxel = {3, 1, 4};
  e.energy = 123456;
  e.material = 1;
  e.density_g_cm3 = real(1.05);
  e.hinge_clock = real(0.37);
  e.step_rest = real(0.63);
  e.hard_clock = real(1.7);
  e.tail_path = real(-1);
  e.key = 0xABCDEF01u;
  e.births = 2;
  e.draws = 17;
  return e;
}

/// Flips every bit of one field and wants a digest never seen before.
template <class T>
void expect_every_bit_counts(T Particle::*field, const char* name) {
  std::set<std::uint64_t> seen = {end_digest(some_electron(), 99)};
  for (std::size_t bit = 0; bit < 8 * sizeof(T); ++bit) {
    Particle e = some_electron();
    unsigned char bytes[sizeof(T)];
    std::memcpy(bytes, &(e.*field), sizeof(T));
    bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] ^ (1u << bit % 8));
    std::memcpy(&(e.*field), bytes, sizeof(T));
    EXPECT_TRUE(seen.insert(end_digest(e, 99)).second) << name << " bit " << bit;
  }
}

TEST(EndDigest, EveryBitOfTheStateCounts) {
  expect_every_bit_counts(&Particle::position_cm, "position");
  expect_every_bit_counts(&Particle::direction, "direction");
  expect_every_bit_counts(&Particle::voxel, "voxel");
  expect_every_bit_counts(&Particle::energy, "energy");
  expect_every_bit_counts(&Particle::kind, "kind");
  expect_every_bit_counts(&Particle::hinge_clock, "hinge clock");
  expect_every_bit_counts(&Particle::hard_clock, "hard clock");
  expect_every_bit_counts(&Particle::step_rest, "rest of the step");
  expect_every_bit_counts(&Particle::tail_path, "tail path");
  expect_every_bit_counts(&Particle::material, "material");
  expect_every_bit_counts(&Particle::density_g_cm3, "density");
  expect_every_bit_counts(&Particle::births, "births");
  expect_every_bit_counts(&Particle::key, "key");
  expect_every_bit_counts(&Particle::draws, "draws");
}

TEST(EndDigest, EveryBitOfTheHistoryCounts) {
  std::set<std::uint64_t> seen;
  for (int bit = 0; bit < 64; ++bit) {
    EXPECT_TRUE(seen.insert(end_digest(some_electron(), 1ull << bit)).second) << bit;
  }
}

}  // namespace
}  // namespace yttria
