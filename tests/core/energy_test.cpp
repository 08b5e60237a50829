// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "kernels/core/energy_quanta.hpp"
#include "kernels/launch/batch_moments.hpp"
#include "kernels/physics/energy_grid.hpp"

namespace yttria {
namespace {

TEST(EnergyQuanta, RoundsHalfUpAndKeepsWholeNumbers) {
  EXPECT_EQ(round_to_quanta(real(0)), 0);
  EXPECT_EQ(round_to_quanta(real(0.499)), 0);
  EXPECT_EQ(round_to_quanta(real(0.5)), 1);
  EXPECT_EQ(round_to_quanta(real(1.5)), 2);
  for (EnergyQuanta e = 1; e < max_energy_quanta; e += 9973) {
    EXPECT_EQ(round_to_quanta(static_cast<real>(e)), e);
  }
  EXPECT_EQ(round_to_quanta(static_cast<real>(max_energy_quanta)), max_energy_quanta);
}

TEST(EnergyGrid, NodesAreFoundAtFractionZero) {
  for (int i = 0; i + 1 < energy_grid::nodes; ++i) {
    const energy_grid::Position at = energy_grid::locate(energy_grid::node_energy(i));
    EXPECT_EQ(at.index, i);
    EXPECT_EQ(at.fraction, real(0));
  }
}

TEST(EnergyGrid, EveryEnergyLiesBetweenItsNodes) {
  for (EnergyQuanta e = energy_grid::lowest; e < max_energy_quanta; e += 101) {
    const energy_grid::Position at = energy_grid::locate(e);
    const EnergyQuanta low = energy_grid::node_energy(at.index);
    const EnergyQuanta high = energy_grid::node_energy(at.index + 1);
    ASSERT_LE(low, e);
    ASSERT_LT(e, high);
    ASSERT_EQ(static_cast<double>(at.fraction),
              static_cast<double>(e - low) / static_cast<double>(high - low));
  }
}

TEST(BatchMoments, SquaresCarryIntoTheHighWord) {
  __extension__ using Wide = unsigned __int128;
  const std::uint64_t values[] = {
      1, 3, 0xFFFFFFFFu, 1ull << 32, 0xFFFFFFFFFFFFull, (1ull << 62) + 12345};
  std::uint64_t energy = 0, low = 0, high = 0;
  Wide sum = 0, squares = 0;
  for (int round = 0; round < 3; ++round) {
    for (const std::uint64_t value : values) {
      add_moments(value, energy, low, high);
      sum += value;
      squares += static_cast<Wide>(value) * value;
    }
  }
  EXPECT_EQ(energy, static_cast<std::uint64_t>(sum));
  EXPECT_EQ(low, static_cast<std::uint64_t>(squares));
  EXPECT_EQ(high, static_cast<std::uint64_t>(squares >> 64));
}

}  // namespace
}  // namespace yttria
