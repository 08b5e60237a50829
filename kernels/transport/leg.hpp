// SPDX-License-Identifier: Apache-2.0
// A leg: the straight part of a track up to the next event.
#pragma once

#include "kernels/core/macros.hpp"
#include "kernels/physics/straggling.hpp"
#include "kernels/physics/tables.hpp"
#include "kernels/transport/particle.hpp"

namespace yttria::detail {

enum class LegEvent { hinge, hard, cutoff, tail };

struct Leg {
  LegEvent event;
  EnergyQuanta mean_loss;
  EnergyQuanta mean_end;  // energy at the end without straggling
  real path_g_cm2;
  real variance;  // quanta^2
  real hinges;    // clock units used by the whole leg
  real hard_events;
};

/// What is to happen where a leg, or the free path of a photon, has ended.
enum class Due { leg, event, end };

struct LegEnd {
  Due due;
  EnergyQuanta mean_energy;  // of an electron, without straggling
  RandomBlock block;         // drawn for the leg and for what is due
};

YTTRIA_HD inline Leg tail_leg(const Particle& e) {
  return {LegEvent::tail, e.energy, 0, e.tail_path, real(0), real(0), real(0)};
}

/// The leg up to the next event, as if the soft loss had no straggling. Within the leg the place of
/// a hard event is linear in energy between the ends; how many there are is exact.
YTTRIA_HD inline Leg next_leg(const PhysicsTablesView& tables, const Particle& e) {
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
          end_energy,
          from.range_g_cm2 - to.range_g_cm2,
          from.variance - to.variance,
          from.hinges - to.hinges,
          from.hard_events - to.hard_events};
}

/// Energy lost on the leg with straggling, at most what the electron has.
YTTRIA_HD inline EnergyQuanta straggled_loss(const Leg& leg, const Particle& e, real u) {
  if (leg.event == LegEvent::tail) return e.energy;
  if (leg.mean_loss <= 0 || !(leg.variance > real(0))) return leg.mean_loss;
  const real loss = sample_soft_loss(static_cast<real>(leg.mean_loss), leg.variance, u);
  return loss >= static_cast<real>(e.energy) ? e.energy : round_to_quanta(loss);
}

}  // namespace yttria::detail
