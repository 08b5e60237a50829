// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/point_kernel_history.hpp"

#include <algorithm>
#include <cmath>

#include "kernels/transport/transport_history.hpp"

namespace yttria {

namespace {

using Place = ShellTally::Place;

double dot(const Place& a, const Place& b) {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

/// What the transport gives to voxels: only how much.
struct CountingTally {
  std::uint64_t quanta = 0;
  void deposit(std::uint64_t /*voxel*/, std::uint64_t more) { quanta += more; }
};

double along(std::int32_t voxel, std::int32_t voxels, real position, real size) {
  const double from_middle = static_cast<double>(voxel) - 0.5 * static_cast<double>(voxels);
  return from_middle * static_cast<double>(size) + static_cast<double>(position);
}

Place place_of(const VoxelGridView& grid, const Particle& p) {
  return {along(p.voxel.x, grid.shape[0], p.position_cm.x, grid.size_cm[0]),
          along(p.voxel.y, grid.shape[1], p.position_cm.y, grid.size_cm[1]),
          along(p.voxel.z, grid.shape[2], p.position_cm.z, grid.size_cm[2])};
}

}  // namespace

ShellTally::ShellTally(const std::vector<double>& radius_cm) : energy_(radius_cm.size(), 0) {
  for (std::size_t i = 1; i < radius_cm.size(); ++i) {
    squared_.push_back(radius_cm[i] * radius_cm[i]);
  }
}

void ShellTally::clear() {
  std::fill(energy_.begin(), energy_.end(), 0);
}

std::size_t ShellTally::shell_of(double squared_cm2) const {
  const auto above = std::upper_bound(squared_.begin(), squared_.end(), squared_cm2);
  return static_cast<std::size_t>(above - squared_.begin());
}

void ShellTally::at_point(const Place& place, std::uint64_t quanta) {
  energy_[shell_of(dot(place, place))] += quanta;
}

void ShellTally::along_path(const Place& from, const Place& to, std::uint64_t quanta) {
  const Place path = {to.x - from.x, to.y - from.y, to.z - from.z};
  const double a = dot(path, path), b = dot(from, path), c = dot(from, from);
  if (!(a > 0)) return at_point(from, quanta);
  // r^2(s) = c + 2 b s + a s^2 falls up to `nearest` and rises from there.
  const double nearest = std::clamp(-b / a, 0.0, 1.0);
  const std::size_t innermost = shell_of(c + nearest * (2 * b + nearest * a));
  std::uint64_t given = 0;
  const auto give_up_to = [&](double s, std::size_t shell) {
    const double share = std::round(static_cast<double>(quanta) * std::clamp(s, 0.0, 1.0));
    const std::uint64_t sum = std::max(given, static_cast<std::uint64_t>(share));
    energy_[shell] += sum - given;
    given = sum;
  };
  const auto root = [&](std::size_t bound) {
    return std::sqrt(std::max(0.0, b * b - a * (c - squared_[bound]))) / a;
  };
  for (std::size_t shell = shell_of(c); shell > innermost; --shell) {
    give_up_to(-b / a - root(shell - 1), shell);  // inwards through the shell's inner bound
  }
  const std::size_t last = std::max(innermost, shell_of(dot(to, to)));
  for (std::size_t shell = innermost; shell < last; ++shell) {
    give_up_to(-b / a + root(shell), shell);  // outwards through its outer bound
  }
  give_up_to(1, last);
}

HistoryResult point_kernel_history(const ProblemView& problem, std::uint64_t history_id,
                                   ShellTally& shells) {
  Particle waiting[detail::waiting_capacity];
  HistoryResult result;
  CountingTally tally;
  detail::History<CountingTally&> h{problem, history_id, tally, waiting, result};
  std::uint64_t placed = 0;
  const auto deposited = [&] {  // since it was last asked
    const std::uint64_t all = tally.quanta + h.pending.scored;
    const std::uint64_t more = all - placed;
    placed = all;
    return more;
  };
  const VoxelGridView& grid = problem.grid;
  Particle p = detail::begin_history(h);
  shells.at_point(place_of(grid, p), deposited());
  do {
    for (std::uint32_t legs = 1;; ++legs) {
      const Place from = place_of(grid, p);
      const bool electron = p.kind == ParticleKind::electron;
      const detail::LegEnd end = detail::advance(h, p);
      const Place to = place_of(grid, p);
      if (electron) {
        shells.along_path(from, to, deposited());
      } else {
        shells.at_point(to, deposited());
      }
      if (end.due == detail::Due::end) break;
      if (end.due == detail::Due::event) {
        detail::meet(h, p, end);
        shells.at_point(to, deposited());
      }
      if (legs == detail::most_legs) {
        detail::give_up(h, p);
        shells.at_point(to, deposited());
        break;
      }
    }
    detail::finish(h, p);
  } while (detail::take_waiting(h, p));
  return result;
}

}  // namespace yttria
