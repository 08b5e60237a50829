// SPDX-License-Identifier: Apache-2.0
// One decay, from emission to the last quantum: a pure function of problem, seed and history id.
//
// An electron's life is a chain of straight legs. Two clocks run in mass path, not in length, so
// that for one composition everything scales with density and Fano's theorem holds at any step
// size; voxel faces are only places where the density changes:
//   hinge clock   one unit per step of g(E) first transport mean free paths; the step's whole
//                 deflection happens at one random point of it (random hinge)
//   hard clock    one exponential in the mean number of Moller and bremsstrahlung events
// A leg ends at the first of: hinge, hard event, cut-off. Below the cut-off a straight flight of a
// share of the residual range ends the track. Photons go from collision to collision.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/transport/electron_flight.hpp"
#include "kernels/transport/emission.hpp"
#include "kernels/transport/history.hpp"
#include "kernels/transport/history_result.hpp"
#include "kernels/transport/leg.hpp"
#include "kernels/transport/particle.hpp"
#include "kernels/transport/photon_flight.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

namespace detail {

/// Legs of one particle and its first secondaries: far above what any track needs; reached only by
/// a fault.
inline constexpr std::uint32_t most_legs = 1u << 22;

/// Moves a particle on by one leg or free path, up to what is due there.
template <class Tally>
YTTRIA_HD inline LegEnd advance(History<Tally>& h, Particle& p) {
  return p.kind == ParticleKind::photon ? fly_photon(h, p) : fly_leg(h, p);
}

/// What is due where it got to.
template <class Tally>
YTTRIA_HD inline void meet(History<Tally>& h, Particle& p, const LegEnd& end) {
  if (p.kind == ParticleKind::photon) {
    end_photon_path(h, p, end);
  } else {
    end_leg(h, p, end);
  }
}

YTTRIA_HD inline bool inside(const VoxelGridView& grid, const VoxelIndex& v) {
  return v.x >= 0 && v.x < grid.shape[0] && v.y >= 0 && v.y < grid.shape[1] && v.z >= 0 &&
         v.z < grid.shape[2];
}

/// A particle that has gone on for too long stays where it is.
template <class Tally>
YTTRIA_HD inline void give_up(History<Tally>& h, Particle& p) {
  ++h.result.lost;
  h.pending.add(p.energy, real(1));
  p.energy = 0;
}

/// Adds a particle that has come to its end to digest and tally.
template <class Tally>
YTTRIA_HD inline void finish(History<Tally>& h, const Particle& p) {
  h.result.digest += end_digest(p, h.id);
  if (inside(h.problem.grid, p.voxel)) {
    h.pending.flush(h.problem.grid, p.voxel, h.tally, h.result);
  }
}

/// Takes up the particle that waited last; false when there is none.
template <class Tally>
YTTRIA_HD inline bool take_waiting(History<Tally>& h, Particle& p) {
  if (h.waiting_count == 0) return false;
  p = h.waiting[--h.waiting_count];
  // An electron was set aside in the middle of an event; it may have fallen below the cut-off.
  if (p.kind == ParticleKind::electron && p.tail_path < real(0) &&
      p.energy <= h.problem.tables.electron_cutoff) {
    start_tail(h.problem.tables, p);
  }
  return true;
}

/// Follows a particle and all that comes of it.
template <class Tally>
YTTRIA_HD inline void follow(History<Tally>& h, Particle p) {
  do {
    for (std::uint32_t legs = 1;; ++legs) {
      const LegEnd end = advance(h, p);
      if (end.due == Due::end) break;
      if (end.due == Due::event) meet(h, p, end);
      if (legs == most_legs) {
        give_up(h, p);
        break;
      }
    }
    finish(h, p);
  } while (take_waiting(h, p));
}

}  // namespace detail

/// Transports decay `history_id` and deposits its energy in `tally`, which needs
/// deposit(voxel, quanta). Returns the exact balance, the digest and the counters.
template <class Tally>
YTTRIA_HD inline HistoryResult transport_history(const ProblemView& problem,
                                                 std::uint64_t history_id, Tally& tally) {
  Particle waiting[detail::waiting_capacity];
  HistoryResult result;
  detail::History<Tally&> h{problem, history_id, tally, waiting, result};
  detail::follow(h, detail::begin_history(h));
  return result;
}

}  // namespace yttria
