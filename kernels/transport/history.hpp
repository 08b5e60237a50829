// SPDX-License-Identifier: Apache-2.0
// The state of a history besides the particle in flight, and what begins with a particle.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/tables.hpp"
#include "kernels/transport/flight.hpp"
#include "kernels/transport/history_result.hpp"
#include "kernels/transport/particle.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria::detail {

/// Where one particle becomes two, the one with less energy goes on and the other waits. So those
/// that wait are at most log2(4 MeV / 1 keV) = 12 deep, and a pair's two more photons.
inline constexpr int waiting_capacity = 16;

/// Tally: a reference where others use it too, a value where that lets it live in registers.
template <class Tally>
struct History {
  const ProblemView& problem;
  std::uint64_t id;
  Tally tally;
  // Apart, so that the rest can live in registers, and these where the machine has room.
  Particle* waiting;  // [waiting_capacity]
  HistoryResult& result;
  int waiting_count = 0;
  PendingDeposit pending = {};  // of the voxel of the particle in flight

  /// Keeps a particle that is in the voxel of the one in flight for later.
  YTTRIA_HD void wait(const Particle& p) {
    if (waiting_count == waiting_capacity) {  // cannot happen, see waiting_capacity
      ++result.lost;
      pending.add(p.energy, real(1));
      return;
    }
    waiting[waiting_count++] = p;
  }

  /// A particle and its secondary: one waits, the other is in flight.
  YTTRIA_HD void part(Particle& in_flight, const Particle& other) {
    if (other.energy <= in_flight.energy) {
      wait(in_flight);
      in_flight = other;
    } else {
      wait(other);
    }
  }
};

YTTRIA_HD inline real exponential(std::uint32_t word) {
  return -math::log(uniform(word));
}

/// Whether an electron cannot leave its voxel any more, whichever way it takes, by its range. It
/// cannot either later on: a path brings a face nearer by no more than it shortens the range.
YTTRIA_HD inline bool is_confined(const ProblemView& problem, const Particle& e, real range_g_cm2) {
  return problem.tables.end_confined != 0 &&
         confined(problem.grid, e.position_cm, e.density_g_cm3, range_g_cm2);
}

/// Begins the last flight, below the cut-off: straight, for a share of the CSDA range.
YTTRIA_HD inline void start_tail(const PhysicsTablesView& tables, Particle& e) {
  e.tail_path = tables.tail_share * csda_range(tables, e.material, e.energy);
}

/// Starts the clocks of a new electron above the cut-off, or its final flight below it.
YTTRIA_HD inline void start_electron(const ProblemView& problem, std::uint64_t history,
                                     Particle& e) {
  if (e.energy <= problem.tables.electron_cutoff) {
    start_tail(problem.tables, e);
    return;
  }
  e.tail_path = real(-1);
  const RandomBlock block = draw(e, problem.seed, history);
  const real hinge = uniform(block.word[0]);
  e.hinge_clock = hinge;
  e.step_rest = real(1) - hinge;
  e.hard_clock = exponential(block.word[1]);
}

/// Whether a new electron deposits all of its energy in its voxel.
YTTRIA_HD inline bool ends_where_born(const ProblemView& problem, const Particle& e) {
  if (e.tail_path >= real(0)) return is_confined(problem, e, e.tail_path);
  const SlowingDown from = slowing_down(problem.tables, e.material, e.energy);
  return e.hard_clock >= from.hard_events && is_confined(problem, e, from.range_g_cm2);
}

/// Gives a photon that was just born to the history, or lets it escape.
template <class Tally>
YTTRIA_HD inline void release_photon(History<Tally>& h, Particle& in_flight,
                                     const Particle& photon) {
  ++h.result.particles;
  if (h.problem.tables.follow_photons == 0) {
    h.result.escaped += static_cast<std::uint64_t>(photon.energy);
    h.result.digest += end_digest(photon, h.id);
    return;
  }
  h.part(in_flight, photon);
}

}  // namespace yttria::detail
