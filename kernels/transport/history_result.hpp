// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"

namespace yttria {

/// What a history hands back besides its deposits. Sums over histories in any order are equal.
struct HistoryResult {
  std::uint64_t emitted = 0;  // quanta
  std::uint64_t deposited = 0;
  std::uint64_t escaped = 0;  // left the grid, or carried by photons that are not followed
  std::uint64_t digest = 0;
  std::uint64_t particles = 0;
  std::uint64_t left_grid = 0;  // particles that left the grid
  std::uint64_t legs = 0;       // straight flights
  std::uint64_t lost = 0;       // stopped by a loop bound: a fault, the host reports it

  YTTRIA_HD HistoryResult& operator+=(const HistoryResult& other) {
    emitted += other.emitted;
    deposited += other.deposited;
    escaped += other.escaped;
    digest += other.digest;
    particles += other.particles;
    left_grid += other.left_grid;
    legs += other.legs;
    lost += other.lost;
    return *this;
  }
  /// Takes out what was added before.
  HistoryResult& operator-=(const HistoryResult& other) {
    emitted -= other.emitted;
    deposited -= other.deposited;
    escaped -= other.escaped;
    digest -= other.digest;
    particles -= other.particles;
    left_grid -= other.left_grid;
    legs -= other.legs;
    lost -= other.lost;
    return *this;
  }
};

}  // namespace yttria
