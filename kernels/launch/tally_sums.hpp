// SPDX-License-Identifier: Apache-2.0
// What a run adds up, batch by batch, on the host. Integers only: the sums of disjoint batch sets
// add exactly, in any order.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/launch/roi_layout.hpp"
#include "kernels/transport/history_result.hpp"

namespace yttria {

__extension__ typedef unsigned __int128 Uint128;

inline constexpr int band_groups = 16;

struct TallySums {
  std::vector<std::uint64_t> energy;        // [voxel] quanta
  std::vector<std::uint64_t> squared_low;   // [voxel] sum over batches of (batch quanta)^2 ...
  std::vector<std::uint64_t> squared_high;  // ... low and high 64 bits
  std::vector<std::uint64_t> groups;        // [16][voxel of any ROI, ascending], batch mod 16
  std::vector<std::uint64_t> roi_energy;    // [roi] quanta
  std::vector<Uint128> roi_squared;         // [roi] sum over batches of (batch quanta in ROI)^2

  std::uint64_t emitted = 0;  // quanta
  std::uint64_t deposited = 0;
  std::uint64_t escaped = 0;
  std::uint64_t history_digest = 0;  // sum over particles, modulo 2^64
  std::uint64_t batches = 0;

  /// Room for a case, all zero.
  static TallySums zero(std::uint64_t voxels, const RoiLayout& rois);
  static TallySums zero_like(const TallySums& other);
  /// Counts batches whose voxels have been added.
  void count(const HistoryResult& result, std::uint64_t more_batches);
  /// Adds the sums of other batches of the same case.
  TallySums& operator+=(const TallySums& more);
  /// Takes out sums that were added before.
  TallySums& operator-=(const TallySums& less);
};

}  // namespace yttria
