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
// share of the residual range ends the track.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/multiple_scattering.hpp"
#include "kernels/physics/tables.hpp"
#include "kernels/transport/flight.hpp"
#include "kernels/transport/hard_event.hpp"
#include "kernels/transport/history_result.hpp"
#include "kernels/transport/leg.hpp"
#include "kernels/transport/particle.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

namespace detail {

/// Far above what any track needs; reached only by a fault.
inline constexpr std::uint32_t most_legs = 1u << 22;

YTTRIA_HD inline void hinge(const ProblemView& problem, Electron& e, const RandomBlock& block) {
  const real deflection =
      sample_hinge_deflection(problem.tables, e.material, e.energy, block.word[1], block.word[3]);
  e.direction = deflected(e.direction, deflection, uniform(block.word[3]));
  const real next = uniform(block.word[2]);
  e.hinge_clock = e.step_rest + next;
  e.step_rest = real(1) - next;
}

/// Follows one leg; false when the electron has come to its end.
template <class Tally>
YTTRIA_HD inline bool advance(History<Tally>& h, Electron& e) {
  const ProblemView& problem = h.problem;
  ++h.result.legs;
  const bool in_tail = e.tail_path >= real(0);
  const Leg leg = in_tail ? tail_leg(e) : next_leg(problem.tables, e);
  RandomBlock block = {};
  if (!in_tail) block = draw(e, problem.seed, h.id);
  const EnergyQuanta loss = straggled_loss(leg, e, in_tail ? real(0) : uniform(block.word[0]));
  const FlightOutcome flight = fly(problem, e, leg.path_g_cm2, loss, h.pending, h.tally, h.result);

  if (flight.end == FlightEnd::left_grid) {
    h.result.escaped += static_cast<std::uint64_t>(e.energy);
    ++h.result.left_grid;
    return false;
  }
  if (in_tail) {
    e.tail_path *= real(1) - flight.done;
    return flight.end == FlightEnd::new_material && e.energy > 0;
  }
  e.hinge_clock -= leg.hinges * flight.done;
  e.hard_clock -= leg.hard_events * flight.done;
  if (e.hinge_clock < real(0)) e.hinge_clock = real(0);
  if (e.hard_clock < real(0)) e.hard_clock = real(0);
  const bool arrived = flight.end == FlightEnd::arrived;
  const EnergyQuanta cutoff = problem.tables.electron_cutoff;
  if (arrived && e.energy > cutoff) {  // straggling may have ended what was to come
    if (leg.event == LegEvent::hinge) hinge(problem, e, block);
    if (leg.event == LegEvent::hard) hard_event(h, e, leg.mean_end, block);
  }
  if (e.tail_path >= real(0)) return true;  // a delta ray born below the cut-off is in flight
  if (e.energy <= cutoff || (arrived && leg.event == LegEvent::cutoff)) {
    start_tail(problem.tables, e);
  }
  return true;
}

template <class Tally>
YTTRIA_HD inline void follow(History<Tally>& h, Electron e) {
  for (;;) {
    std::uint32_t legs = 0;
    while (advance(h, e)) {
      if (++legs == most_legs) {
        ++h.result.lost;
        h.pending.energy += static_cast<std::uint64_t>(e.energy);
        e.energy = 0;
        break;
      }
    }
    h.result.digest += end_digest(e, h.id);
    if (e.voxel.x >= 0 && e.voxel.x < h.problem.grid.shape[0] && e.voxel.y >= 0 &&
        e.voxel.y < h.problem.grid.shape[1] && e.voxel.z >= 0 &&
        e.voxel.z < h.problem.grid.shape[2]) {
      h.pending.flush(h.problem.grid, e.voxel, h.tally, h.result);
    }
    if (h.waiting_count == 0) return;
    e = h.waiting[--h.waiting_count];
    // The parent was set aside in the middle of a hard event; it may have fallen below the cut-off.
    if (e.energy <= h.problem.tables.electron_cutoff) start_tail(h.problem.tables, e);
  }
}

/// Energy of the emitted electron from one uniform number.
YTTRIA_HD inline EnergyQuanta sample_spectrum(const PhysicsTablesView& tables, std::uint32_t word) {
  const real u = uniform(word) * real(spectrum_nodes - 1);
  const int node = static_cast<int>(u);
  const std::uint64_t at = static_cast<std::uint64_t>(node);
  const EnergyQuanta energy = round_to_quanta(
      interpolate(tables.spectrum[at], tables.spectrum[at + 1], u - static_cast<real>(node)));
  return energy > 0 ? energy : 1;
}

}  // namespace detail

/// Transports decay `history_id` and deposits its energy in `tally`, which needs
/// deposit(voxel, quanta). Returns the exact balance, the digest and the counters.
template <class Tally>
YTTRIA_HD inline HistoryResult transport_history(const ProblemView& problem,
                                                 std::uint64_t history_id, Tally& tally) {
  const std::uint64_t batch = history_id / problem.histories_per_batch;
  const std::uint64_t in_batch = history_id % problem.histories_per_batch;
  const double fraction = (static_cast<double>(in_batch) + batch_offset(problem.seed, batch)) /
                          static_cast<double>(problem.histories_per_batch);

  Electron e = {};
  e.key = 1;
  const RandomBlock place = draw(e, problem.seed, history_id);
  const RandomBlock motion = draw(e, problem.seed, history_id);
  const SourcePoint origin = source_point(problem.source, problem.grid, fraction, place.word[0],
                                          place.word[1], place.word[2]);
  e.voxel = origin.voxel;
  e.position_cm = origin.position_cm;
  e.direction = isotropic_direction(uniform(motion.word[0]), uniform(motion.word[1]));
  e.energy = detail::sample_spectrum(problem.tables, motion.word[2]);
  e.material = problem.grid.material[problem.grid.linear(e.voxel)];
  detail::enter_voxel(problem.grid, e);

  detail::History<Tally> h{problem, history_id, tally, {}, {}, {}, 0};
  h.result.emitted = static_cast<std::uint64_t>(e.energy);
  h.result.particles = 1;
  detail::start_electron(problem, history_id, e);
  detail::follow(h, e);
  return h.result;
}

}  // namespace yttria
