// SPDX-License-Identifier: Apache-2.0
// A history of a point source whose deposits are put into spherical shells. It is the transport of
// kernels/transport, leg by leg; only what a leg deposits is placed here instead of in voxels.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/transport/history_result.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

/// Where a deposit goes: shells between ascending radii about the middle of the grid. What lies
/// beyond the last is kept, too.
class ShellTally {
 public:
  struct Place {
    double x, y, z;  // cm from the source
  };

  explicit ShellTally(const std::vector<double>& radius_cm);

  void at_point(const Place& place, std::uint64_t quanta);
  /// Spread evenly over a straight path, exactly: what lies between two radii is the difference of
  /// rounded shares of the whole.
  void along_path(const Place& from, const Place& to, std::uint64_t quanta);

  const std::vector<std::uint64_t>& energy() const { return energy_; }  // [shells + 1]
  void clear();

 private:
  std::size_t shell_of(double squared_cm2) const;

  std::vector<double> squared_;  // of the bounds, without 0
  std::vector<std::uint64_t> energy_;
};

/// Transports decay `history_id`; the source is the centre of the middle voxel.
HistoryResult point_kernel_history(const ProblemView& problem, std::uint64_t history_id,
                                   ShellTally& shells);

}  // namespace yttria
