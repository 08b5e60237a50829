// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "kernels/transport/particle.hpp"

namespace yttria {
namespace {

Electron some_electron() {
  Electron e = {};
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
void expect_every_bit_counts(T Electron::*field, const char* name) {
  std::set<std::uint64_t> seen = {end_digest(some_electron(), 99)};
  for (std::size_t bit = 0; bit < 8 * sizeof(T); ++bit) {
    Electron e = some_electron();
    unsigned char bytes[sizeof(T)];
    std::memcpy(bytes, &(e.*field), sizeof(T));
    bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] ^ (1u << bit % 8));
    std::memcpy(&(e.*field), bytes, sizeof(T));
    EXPECT_TRUE(seen.insert(end_digest(e, 99)).second) << name << " bit " << bit;
  }
}

TEST(EndDigest, EveryBitOfTheStateCounts) {
  expect_every_bit_counts(&Electron::position_cm, "position");
  expect_every_bit_counts(&Electron::direction, "direction");
  expect_every_bit_counts(&Electron::voxel, "voxel");
  expect_every_bit_counts(&Electron::energy, "energy");
  expect_every_bit_counts(&Electron::hinge_clock, "hinge clock");
  expect_every_bit_counts(&Electron::hard_clock, "hard clock");
  expect_every_bit_counts(&Electron::step_rest, "rest of the step");
  expect_every_bit_counts(&Electron::tail_path, "tail path");
  expect_every_bit_counts(&Electron::material, "material");
  expect_every_bit_counts(&Electron::density_g_cm3, "density");
  expect_every_bit_counts(&Electron::births, "births");
  expect_every_bit_counts(&Electron::key, "key");
  expect_every_bit_counts(&Electron::draws, "draws");
}

TEST(EndDigest, EveryBitOfTheHistoryCounts) {
  std::set<std::uint64_t> seen;
  for (int bit = 0; bit < 64; ++bit) {
    EXPECT_TRUE(seen.insert(end_digest(some_electron(), 1ull << bit)).second) << bit;
  }
}

TEST(PhotonDigest, EveryBitOfEnergyKeyAndDirectionCounts) {
  const Vec3 d = {real(0.6), real(-0.8), real(0.1)};
  std::set<std::uint64_t> seen = {photon_digest(7, 5, 4096, d)};
  for (int bit = 0; bit < 24; ++bit) {
    EXPECT_TRUE(seen.insert(photon_digest(7, 5, 4096 ^ (1 << bit), d)).second);
  }
  for (int bit = 0; bit < 32; ++bit) {
    EXPECT_TRUE(seen.insert(photon_digest(7, 5 ^ (1u << bit), 4096, d)).second);
  }
  EXPECT_TRUE(seen.insert(photon_digest(7, 5, 4096, {d.x, -d.y, d.z})).second);
  EXPECT_TRUE(seen.insert(photon_digest(8, 5, 4096, d)).second);
}

}  // namespace
}  // namespace yttria
