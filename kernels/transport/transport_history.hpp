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
#include "kernels/physics/bremsstrahlung.hpp"
#include "kernels/physics/moller.hpp"
#include "kernels/physics/multiple_scattering.hpp"
#include "kernels/physics/straggling.hpp"
#include "kernels/physics/tables.hpp"
#include "kernels/transport/flight.hpp"
#include "kernels/transport/history_result.hpp"
#include "kernels/transport/particle.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

namespace detail {

/// A delta ray has at most half of its parent's energy and is followed first, so the parents that
/// wait are at most log2(4 MeV / 2 keV) = 11 deep.
inline constexpr int waiting_capacity = 12;

/// Far above what any track needs; reached only by a fault.
inline constexpr std::uint32_t most_legs = 1u << 22;

enum class LegEvent { hinge, hard, cutoff, tail };

struct Leg {
  LegEvent event;
  EnergyQuanta mean_loss;
  real path_g_cm2;
  real variance;  // quanta^2
  real hinges;    // clock units used by the whole leg
  real hard_events;
};

YTTRIA_HD inline Leg tail_leg(const Electron& e) {
  return {LegEvent::tail, e.energy, e.tail_path, real(0), real(0), real(0)};
}

/// The leg up to the next event, as if the soft loss had no straggling.
YTTRIA_HD inline Leg next_leg(const PhysicsTablesView& tables, const Electron& e) {
  const SlowingDown from = slowing_down(tables, e.material, e.energy);
  LegEvent event = LegEvent::cutoff;
  EnergyQuanta end_energy = tables.electron_cutoff;
  const real hinges_left = from.hinges - e.hinge_clock;
  if (hinges_left > real(0)) {
    const EnergyQuanta at_hinge = energy_at_hinges(tables, e.material, hinges_left);
    if (at_hinge > end_energy) {
      event = LegEvent::hinge;
      end_energy = at_hinge < e.energy ? at_hinge : e.energy;
    }
  }
  SlowingDown to = slowing_down(tables, e.material, end_energy);
  const real hard_in_leg = from.hard_events - to.hard_events;
  if (e.hard_clock < hard_in_leg) {
    const real part = e.hard_clock / hard_in_leg;
    end_energy = e.energy - round_to_quanta(static_cast<real>(e.energy - end_energy) * part);
    event = LegEvent::hard;
    to = slowing_down(tables, e.material, end_energy);
  }
  return {event,
          e.energy - end_energy,
          from.range_g_cm2 - to.range_g_cm2,
          from.variance - to.variance,
          from.hinges - to.hinges,
          from.hard_events - to.hard_events};
}

/// Energy lost on the leg with straggling, at most what the electron has.
YTTRIA_HD inline EnergyQuanta straggled_loss(const Leg& leg, const Electron& e, real u) {
  if (leg.event == LegEvent::tail) return e.energy;
  if (leg.mean_loss <= 0 || !(leg.variance > real(0))) return leg.mean_loss;
  const real loss = sample_soft_loss(static_cast<real>(leg.mean_loss), leg.variance, u);
  return loss >= static_cast<real>(e.energy) ? e.energy : round_to_quanta(loss);
}

YTTRIA_HD inline real exponential(std::uint32_t word) {
  return -math::log(uniform(word));
}

/// Starts the clocks of a new electron above the cut-off, or its final flight below it.
YTTRIA_HD inline void start_electron(const ProblemView& problem, std::uint64_t history,
                                     Electron& e) {
  if (e.energy <= problem.tables.electron_cutoff) {
    e.tail_path =
        problem.tables.tail_share * slowing_down(problem.tables, e.material, e.energy).range_g_cm2;
    return;
  }
  e.tail_path = real(-1);
  const RandomBlock block = draw(e, problem.seed, history);
  const real hinge = uniform(block.word[0]);
  e.hinge_clock = hinge;
  e.step_rest = real(1) - hinge;
  e.hard_clock = exponential(block.word[1]);
}

/// The rest of the history's state besides the electron in flight.
template <class Tally>
struct History {
  const ProblemView& problem;
  std::uint64_t id;
  Tally& tally;
  HistoryResult result;
  PendingDeposit pending;
  Electron waiting[waiting_capacity];
  int waiting_count = 0;
};

/// A Moller collision: the electron loses W, the delta ray is born. Returns the deflection.
/// When the delta ray is to be followed first, `e` becomes it and the parent waits.
template <class Tally>
YTTRIA_HD inline void moller_event(History<Tally>& h, Electron& e, real azimuth) {
  const real T = to_MeV(e.energy);
  const real Tc = to_MeV(h.problem.tables.moller_cutoff);
  real W = real(0);
  for (int trial = 0; trial < 64 && W == real(0); ++trial) {
    const RandomBlock block = draw(e, h.problem.seed, h.id);
    const MollerTrial first =
        try_moller_loss(T, Tc, uniform(block.word[0]), uniform(block.word[1]));
    const MollerTrial second =
        try_moller_loss(T, Tc, uniform(block.word[2]), uniform(block.word[3]));
    if (first.accepted) {
      W = first.W_MeV;
    } else if (second.accepted) {
      W = second.W_MeV;
    }
  }
  if (W == real(0)) {  // less likely than 2^-64: the weight is at least a third of its bound
    ++h.result.lost;
    return;
  }
  const EnergyQuanta loss = round_to_quanta(W * static_cast<real>(quanta_per_MeV));
  const MollerAngles angles = moller_angles(T, W);
  const real opposite = azimuth < real(0.5) ? azimuth + real(0.5) : azimuth - real(0.5);

  Electron delta = e;
  delta.energy = loss;
  delta.direction = deflected(e.direction, angles.delta, opposite);
  delta.key = secondary_key(e.key, e.births++);
  delta.births = 0;
  delta.draws = 0;
  ++h.result.particles;

  e.energy -= loss;
  e.direction = deflected(e.direction, angles.primary, azimuth);
  if (h.waiting_count == waiting_capacity) {  // cannot happen, see waiting_capacity
    ++h.result.lost;
    h.pending.energy += static_cast<std::uint64_t>(loss);
    return;
  }
  h.waiting[h.waiting_count++] = e;
  e = delta;
  start_electron(h.problem, h.id, e);
}

/// A photon takes k; the electron keeps its direction. Not followed: its energy escapes.
template <class Tally>
YTTRIA_HD inline void bremsstrahlung_event(History<Tally>& h, Electron& e, real azimuth) {
  const RandomBlock block = draw(e, h.problem.seed, h.id);
  const EnergyQuanta k =
      sample_photon_energy(h.problem.tables, e.material, e.energy, block.word[0], block.word[1]);
  const Vec3 direction = deflected(
      e.direction, sample_photon_deflection(to_MeV(e.energy), uniform(block.word[2])), azimuth);
  const std::uint32_t key = secondary_key(e.key, e.births++);
  h.result.digest += photon_digest(h.id, key, k, direction);
  ++h.result.particles;
  h.result.escaped += static_cast<std::uint64_t>(k);
  e.energy -= k;
}

template <class Tally>
YTTRIA_HD inline void hard_event(History<Tally>& h, Electron& e, const RandomBlock& block) {
  e.hard_clock = exponential(block.word[1]);
  const PhysicsTablesView& tables = h.problem.tables;
  const energy_grid::Position at = energy_grid::locate(e.energy);
  const std::uint64_t row =
      std::uint64_t{e.material} * energy_grid::nodes + static_cast<std::uint64_t>(at.index);
  const real share = interpolate(tables.brems_share[row], tables.brems_share[row + 1], at.fraction);
  const real azimuth = uniform(block.word[3]);
  // Straggling may have moved the electron below the threshold of the process: no event then.
  if (uniform(block.word[2]) < share) {
    if (e.energy > tables.brems_cutoff) bremsstrahlung_event(h, e, azimuth);
  } else if (e.energy > 2 * tables.moller_cutoff) {
    moller_event(h, e, azimuth);
  }
}

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
  if (flight.end == FlightEnd::arrived) {
    if (leg.event == LegEvent::hinge) hinge(problem, e, block);
    if (leg.event == LegEvent::hard) hard_event(h, e, block);
  }
  if (e.tail_path >= real(0)) return true;  // a delta ray born below the cut-off is in flight
  const bool below = leg.event == LegEvent::cutoff && flight.end == FlightEnd::arrived;
  if (below || e.energy <= problem.tables.electron_cutoff) {
    e.tail_path =
        problem.tables.tail_share * slowing_down(problem.tables, e.material, e.energy).range_g_cm2;
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
    if (e.energy <= h.problem.tables.electron_cutoff) {
      e.tail_path = h.problem.tables.tail_share *
                    slowing_down(h.problem.tables, e.material, e.energy).range_g_cm2;
    }
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
