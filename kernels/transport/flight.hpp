// SPDX-License-Identifier: Apache-2.0
// A straight flight through voxels. The loss of a flight is decided before it and spread over it
// in proportion to mass path, so crossing a face needs no table and Fano's theorem holds.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/transport/history_result.hpp"
#include "kernels/transport/particle.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

enum class FlightEnd { arrived, new_material, left_grid };

struct FlightOutcome {
  FlightEnd end;
  real done;  // part of the mass path flown
};

/// Energy waiting to be added to the voxel the history is in: one addition per voxel left.
struct PendingDeposit {
  std::uint64_t energy = 0;  // quanta
  std::uint64_t scored = 0;  // what the tally gets for it

  /// weight: 1 for dose to medium, the ratio of stopping powers for dose to water.
  YTTRIA_HD void add(EnergyQuanta quanta, real weight) {
    energy += static_cast<std::uint64_t>(quanta);
    const EnergyQuanta score =
        weight == real(1) ? quanta : round_to_quanta(static_cast<real>(quanta) * weight);
    scored += static_cast<std::uint64_t>(score);
  }

  template <class Tally>
  YTTRIA_HD void flush(const VoxelGridView& grid, const VoxelIndex& voxel, Tally& tally,
                       HistoryResult& result) {
    if (energy == 0) return;
    tally.deposit(grid.linear(voxel), scored);
    result.deposited += energy;
    energy = 0;
    scored = 0;
  }
};

namespace detail {

inline constexpr real far_cm = real(1e30);  // beyond any grid; times a cosine still finite

YTTRIA_HD inline real distance_to_face(real position, real direction, real size) {
  real distance = far_cm;
  if (direction > real(0)) distance = (size - position) / direction;
  if (direction < real(0)) distance = -position / direction;
  return distance > real(0) ? distance : real(0);
}

YTTRIA_HD inline real within(real position, real size) {
  if (position < real(0)) return real(0);
  return position > size ? size : position;
}

/// Takes the density and material of the voxel the electron is in. Vacuum keeps the material:
/// nothing happens there.
YTTRIA_HD inline bool enter_voxel(const VoxelGridView& grid, Particle& e) {
  const std::uint64_t voxel = grid.linear(e.voxel);
  e.density_g_cm3 = static_cast<real>(grid.density_g_cm3[voxel]);
  if (!(e.density_g_cm3 > real(0))) return false;
  const std::uint32_t material = grid.material[voxel];
  const bool changed = material != e.material;
  e.material = material;
  return changed;
}

/// Moves to the nearest face and into the next voxel; false when that is outside the grid.
YTTRIA_HD inline bool cross_face(const VoxelGridView& grid, Particle& e, real to_x, real to_y,
                                 real to_z, real distance) {
  Vec3& p = e.position_cm;
  const Vec3& u = e.direction;
  p.x = within(p.x + u.x * distance, grid.size_cm[0]);
  p.y = within(p.y + u.y * distance, grid.size_cm[1]);
  p.z = within(p.z + u.z * distance, grid.size_cm[2]);
  if (to_x <= to_y && to_x <= to_z) {
    const bool up = u.x > real(0);
    e.voxel.x += up ? 1 : -1;
    p.x = up ? real(0) : grid.size_cm[0];
    return e.voxel.x >= 0 && e.voxel.x < grid.shape[0];
  }
  if (to_y <= to_z) {
    const bool up = u.y > real(0);
    e.voxel.y += up ? 1 : -1;
    p.y = up ? real(0) : grid.size_cm[1];
    return e.voxel.y >= 0 && e.voxel.y < grid.shape[1];
  }
  const bool up = u.z > real(0);
  e.voxel.z += up ? 1 : -1;
  p.z = up ? real(0) : grid.size_cm[2];
  return e.voxel.z >= 0 && e.voxel.z < grid.shape[2];
}

}  // namespace detail

/// Flies `path` along the direction, losing `loss` evenly, until it is done, the material changes
/// or the grid ends. Each crossing moves on by one voxel along a fixed sign, so the number of
/// turns of the loop is bounded by the sum of the grid's edges. No random numbers.
template <class Tally>
YTTRIA_HD inline FlightOutcome fly(const ProblemView& problem, Particle& e, real path_g_cm2,
                                   EnergyQuanta loss, real weight, PendingDeposit& pending,
                                   Tally& tally, HistoryResult& result) {
  const VoxelGridView& grid = problem.grid;
  const EnergyQuanta start = e.energy;
  real left_g_cm2 = path_g_cm2;
  for (;;) {
    const bool vacuum = !(e.density_g_cm3 > real(0));
    const real distance = vacuum ? detail::far_cm : left_g_cm2 / e.density_g_cm3;
    const Vec3 target = {e.position_cm.x + e.direction.x * distance,
                         e.position_cm.y + e.direction.y * distance,
                         e.position_cm.z + e.direction.z * distance};
    const bool stays = target.x >= real(0) && target.x <= grid.size_cm[0] && target.y >= real(0) &&
                       target.y <= grid.size_cm[1] && target.z >= real(0) &&
                       target.z <= grid.size_cm[2];
    if (stays) {
      e.position_cm = target;
      const EnergyQuanta end = start - loss;
      pending.add(e.energy - end, weight);
      e.energy = end;
      return {FlightEnd::arrived, real(1)};
    }

    const real to_x = detail::distance_to_face(e.position_cm.x, e.direction.x, grid.size_cm[0]);
    const real to_y = detail::distance_to_face(e.position_cm.y, e.direction.y, grid.size_cm[1]);
    const real to_z = detail::distance_to_face(e.position_cm.z, e.direction.z, grid.size_cm[2]);
    const real nearest = nearer(to_x, nearer(to_y, to_z));
    real done = path_g_cm2 > real(0) ? real(1) - left_g_cm2 / path_g_cm2 : real(0);
    if (!vacuum) {
      left_g_cm2 -= nearest * e.density_g_cm3;
      if (left_g_cm2 < real(0)) left_g_cm2 = real(0);
      done = path_g_cm2 > real(0) ? real(1) - left_g_cm2 / path_g_cm2 : real(0);
      EnergyQuanta here = start - round_to_quanta(static_cast<real>(loss) * done);
      if (here > e.energy) here = e.energy;
      pending.add(e.energy - here, weight);
      e.energy = here;
    }
    pending.flush(grid, e.voxel, tally, result);
    if (!detail::cross_face(grid, e, to_x, to_y, to_z, nearest)) {
      return {FlightEnd::left_grid, done};
    }
    if (detail::enter_voxel(grid, e)) return {FlightEnd::new_material, done};
  }
}

}  // namespace yttria
