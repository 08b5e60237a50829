// SPDX-License-Identifier: Apache-2.0
// An electron's legs and what is at their ends.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/multiple_scattering.hpp"
#include "kernels/physics/tables.hpp"
#include "kernels/transport/flight.hpp"
#include "kernels/transport/hard_event.hpp"
#include "kernels/transport/history.hpp"
#include "kernels/transport/leg.hpp"
#include "kernels/transport/particle.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria::detail {

YTTRIA_HD inline void hinge(const ProblemView& problem, Particle& e, const RandomBlock& block) {
  const real deflection =
      sample_hinge_deflection(problem.tables, e.material, e.energy, block.word[1], block.word[3]);
  e.direction = deflected(e.direction, deflection, uniform(block.word[3]));
  const real next = uniform(block.word[2]);
  e.hinge_clock = e.step_rest + next;
  e.step_rest = real(1) - next;
}

/// Deposits all that a confined electron has left. Not with dose to water, which confines none.
template <class Tally>
YTTRIA_HD inline LegEnd end_here(History<Tally>& h, Particle& e) {
  h.pending.add(e.energy, real(1));
  e.energy = 0;
  return {Due::end, 0, {}};
}

/// Flies a leg whose loss is known and, where it ends at a hinge, turns there. A hard event is left
/// to `end_leg`. The block of random numbers is the leg's.
template <class Tally>
YTTRIA_HD inline LegEnd follow_leg(History<Tally>& h, Particle& e, const Leg& leg,
                                   EnergyQuanta loss, const RandomBlock& block) {
  const ProblemView& problem = h.problem;
  LegEnd end = {Due::leg, 0, {}};
  const real weight = score_weight(problem.tables, e.material, e.energy - loss / 2);
  const FlightOutcome flight =
      fly(problem, e, leg.path_g_cm2, loss, weight, h.pending, h.tally, h.result);

  if (flight.end == FlightEnd::left_grid) {
    h.result.escaped += static_cast<std::uint64_t>(e.energy);
    ++h.result.left_grid;
    end.due = Due::end;
    return end;
  }
  if (leg.event == LegEvent::tail) {
    e.tail_path *= real(1) - flight.done;
    end.due = flight.end == FlightEnd::new_material && e.energy > 0 ? Due::leg : Due::end;
    return end;
  }
  e.hinge_clock -= leg.hinges * flight.done;
  e.hard_clock -= leg.hard_events * flight.done;
  if (e.hinge_clock < real(0)) e.hinge_clock = real(0);
  if (e.hard_clock < real(0)) e.hard_clock = real(0);
  const bool arrived = flight.end == FlightEnd::arrived;
  const EnergyQuanta cutoff = problem.tables.electron_cutoff;
  if (arrived && e.energy > cutoff) {  // straggling may have ended what was to come
    if (leg.event == LegEvent::hinge) hinge(problem, e, block);
    if (leg.event == LegEvent::hard) {
      return {Due::event, leg.mean_end, block};
    }
  }
  if (e.energy <= cutoff || (arrived && leg.event == LegEvent::cutoff)) {
    start_tail(problem.tables, e);
    if (is_confined(problem, e, e.tail_path)) return end_here(h, e);
  }
  return end;
}

/// One leg of an electron. A confined one ends at once unless a hard event is due before the
/// cut-off; then it flies on without straggling, so that the clock keeps its word. Were the
/// question put anew after each straggled leg, electrons would end whenever chance had brought the
/// answer they wait for, and events be lost.
template <class Tally>
YTTRIA_HD inline LegEnd fly_leg(History<Tally>& h, Particle& e) {
  const PhysicsTablesView& tables = h.problem.tables;
  ++h.result.legs;
  if (e.tail_path >= real(0)) return follow_leg(h, e, tail_leg(e), e.energy, {});
  const SlowingDown from = slowing_down(tables, e.material, e.energy);
  const bool stays = is_confined(h.problem, e, from.range_g_cm2);
  if (stays && e.hard_clock >= from.hard_events) return end_here(h, e);
  const Leg leg = next_leg(tables, e, from);
  const RandomBlock block = draw(e, h.problem.seed, h.id);
  const EnergyQuanta loss = straggled_loss(leg.mean_loss, stays ? real(0) : leg.variance, e.energy,
                                           uniform(block.word[0]));
  return follow_leg(h, e, leg, loss, block);
}

/// The hard event at the end of a leg.
template <class Tally>
YTTRIA_HD inline void end_leg(History<Tally>& h, Particle& e, const LegEnd& end) {
  hard_event(h, e, end.mean_energy, end.block);
  // A photon, or an electron born below the cut-off, may be in flight now.
  if (e.kind == ParticleKind::photon || e.tail_path >= real(0)) return;
  if (e.energy <= h.problem.tables.electron_cutoff) start_tail(h.problem.tables, e);
}

}  // namespace yttria::detail
