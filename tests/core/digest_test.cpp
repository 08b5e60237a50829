// SPDX-License-Identifier: Apache-2.0
#include "kernels/core/digest.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstring>

#include "kernels/transport/particle.hpp"

namespace yttria {
namespace {

Electron some_electron() {
  Electron e = {};
  e.position_cm = {real(0.11), real(0.22), real(0.33)};
  e.direction = {real(0.6), real(0), real(0.8)};
  e.voxel = {3, 4, 5};
  e.energy = 12345;
  e.key = 77;
  e.draws = 9;
  return e;
}

TEST(HistoryDigest, ChangesWithAnySingleBitOfTheState) {
  const Electron original = some_electron();
  const std::uint64_t before = end_digest(original, 42);
  const auto expect_change = [&](auto member) {
    using Value = std::remove_reference_t<decltype(original.*member)>;
    for (std::size_t bit = 0; bit < 8 * sizeof(Value); ++bit) {
      Electron flipped = original;
      auto* bytes = reinterpret_cast<unsigned char*>(&(flipped.*member));
      bytes[bit / 8] = static_cast<unsigned char>(bytes[bit / 8] ^ (1u << bit % 8));
      EXPECT_NE(end_digest(flipped, 42), before) << "bit " << bit;
    }
  };
  expect_change(&Electron::position_cm);
  expect_change(&Electron::direction);
  expect_change(&Electron::voxel);
  expect_change(&Electron::energy);
  expect_change(&Electron::key);
  expect_change(&Electron::draws);
  expect_change(&Electron::hinge_clock);
  expect_change(&Electron::hard_clock);
  for (int bit = 0; bit < 64; ++bit) {
    EXPECT_NE(end_digest(original, 42u ^ (std::uint64_t{1} << bit)), before);
  }
}

TEST(HistoryDigest, OneFlippedBitChangesAboutHalfOfTheDigest) {
  Electron flipped = some_electron();
  flipped.energy ^= 1;
  const int changed = std::popcount(end_digest(some_electron(), 42) ^ end_digest(flipped, 42));
  EXPECT_GT(changed, 16);
  EXPECT_LT(changed, 48);
}

}  // namespace
}  // namespace yttria
