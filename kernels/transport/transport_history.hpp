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
#include "kernels/physics/multiple_scattering.hpp"
#include "kernels/physics/tables.hpp"
#include "kernels/transport/flight.hpp"
#include "kernels/transport/hard_event.hpp"
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

YTTRIA_HD inline void hinge(const ProblemView& problem, Particle& e, const RandomBlock& block) {
  const real deflection =
      sample_hinge_deflection(problem.tables, e.material, e.energy, block.word[1], block.word[3]);
  e.direction = deflected(e.direction, deflection, uniform(block.word[3]));
  const real next = uniform(block.word[2]);
  e.hinge_clock = e.step_rest + next;
  e.step_rest = real(1) - next;
}

/// Follows one leg; false when the electron has come to its end.
template <class Tally>
YTTRIA_HD inline bool advance_electron(History<Tally>& h, Particle& e) {
  const ProblemView& problem = h.problem;
  ++h.result.legs;
  const bool in_tail = e.tail_path >= real(0);
  const Leg leg = in_tail ? tail_leg(e) : next_leg(problem.tables, e);
  RandomBlock block = {};
  if (!in_tail) block = draw(e, problem.seed, h.id);
  const EnergyQuanta loss = straggled_loss(leg, e, in_tail ? real(0) : uniform(block.word[0]));
  const real weight = score_weight(problem.tables, e.material, e.energy - loss / 2);
  const FlightOutcome flight =
      fly(problem, e, leg.path_g_cm2, loss, weight, h.pending, h.tally, h.result);

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
  // A photon, or an electron born below the cut-off, may be in flight now.
  if (e.kind == ParticleKind::photon || e.tail_path >= real(0)) return true;
  if (e.energy <= cutoff || (arrived && leg.event == LegEvent::cutoff)) {
    start_tail(problem.tables, e);
  }
  return true;
}

template <class Tally>
YTTRIA_HD inline bool advance(History<Tally>& h, Particle& p) {
  return p.kind == ParticleKind::photon ? advance_photon(h, p) : advance_electron(h, p);
}

YTTRIA_HD inline bool inside(const VoxelGridView& grid, const VoxelIndex& v) {
  return v.x >= 0 && v.x < grid.shape[0] && v.y >= 0 && v.y < grid.shape[1] && v.z >= 0 &&
         v.z < grid.shape[2];
}

/// Follows a particle and all that comes of it.
template <class Tally>
YTTRIA_HD inline void follow(History<Tally>& h, Particle p) {
  for (;;) {
    std::uint32_t legs = 0;
    while (advance(h, p)) {
      if (++legs == most_legs) {
        ++h.result.lost;
        h.pending.add(p.energy, real(1));
        p.energy = 0;
        break;
      }
    }
    h.result.digest += end_digest(p, h.id);
    if (inside(h.problem.grid, p.voxel)) {
      h.pending.flush(h.problem.grid, p.voxel, h.tally, h.result);
    }
    if (h.waiting_count == 0) return;
    p = h.waiting[--h.waiting_count];
    // An electron was set aside in the middle of an event; it may have fallen below the cut-off.
    if (p.kind == ParticleKind::electron && p.tail_path < real(0) &&
        p.energy <= h.problem.tables.electron_cutoff) {
      start_tail(h.problem.tables, p);
    }
  }
}

/// Internal bremsstrahlung: in some decays a photon takes part of the electron's energy; its energy
/// is returned, or 0.
template <class Tally>
YTTRIA_HD inline EnergyQuanta internal_photon(const History<Tally>& h, const Particle& e, real u,
                                              const RandomBlock& block) {
  const PhysicsTablesView& tables = h.problem.tables;
  if (tables.internal_probability.size() == 0 || e.energy <= tables.brems_cutoff) return 0;
  const energy_grid::Position at = energy_grid::locate(e.energy);
  const std::uint64_t node = static_cast<std::uint64_t>(at.index);
  const real probability = interpolate(tables.internal_probability[node],
                                       tables.internal_probability[node + 1], at.fraction);
  if (u >= probability) return 0;
  return sample_photon_energy(tables.internal_photons, 0, tables.brems_cutoff, e.energy,
                              block.word[0], block.word[1]);
}

/// Starts the electron of a decay, and the photon of internal bremsstrahlung if there is one. Their
/// directions are taken as independent: the mean dose does not depend on their correlation.
template <class Tally>
YTTRIA_HD inline void emit(History<Tally>& h, Particle& e, real u) {
  RandomBlock block = {};
  if (h.problem.tables.internal_probability.size() != 0) block = draw(e, h.problem.seed, h.id);
  const EnergyQuanta k = internal_photon(h, e, u, block);
  e.energy -= k;
  start_electron(h.problem, h.id, e);
  if (k == 0) return;
  const Vec3 direction = isotropic_direction(uniform(block.word[2]), uniform(block.word[3]));
  release_photon(h, e, born(e, ParticleKind::photon, k, direction));
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

  Particle e = {};
  e.key = 1;
  const RandomBlock place = draw(e, problem.seed, history_id);
  const RandomBlock motion = draw(e, problem.seed, history_id);
  const SourcePoint origin = source_point(problem.source, problem.grid, fraction, place.word[0],
                                          place.word[1], place.word[2]);
  e.voxel = origin.voxel;
  e.position_cm = origin.position_cm;
  e.direction = source_direction(problem.source, uniform(motion.word[0]), uniform(motion.word[1]));
  e.energy = detail::sample_spectrum(problem.tables, motion.word[2]);
  e.material = problem.grid.material[problem.grid.linear(e.voxel)];
  detail::enter_voxel(problem.grid, e);

  detail::History<Tally> h{problem, history_id, tally, {}, {}, {}, 0};
  h.result.emitted = static_cast<std::uint64_t>(e.energy);
  h.result.particles = 1;
  detail::emit(h, e, uniform(place.word[3]));
  detail::follow(h, e);
  return h.result;
}

}  // namespace yttria
