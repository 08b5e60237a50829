// SPDX-License-Identifier: Apache-2.0
// A leg: the straight part of a track up to the next event.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/straggling.hpp"
#include "kernels/physics/tables.hpp"
#include "kernels/transport/particle.hpp"

namespace yttria::detail {

enum class LegEvent : std::int32_t { hinge, hard, cutoff, tail };

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

/// What ends a leg, and the energy there without straggling.
struct Stop {
  LegEvent event;
  EnergyQuanta energy;
};

/// The next hinge, or the cut-off if that comes first. at_hinge: energy at which `hinges_left` are
/// left until the cut-off; of no account where none are.
YTTRIA_HD inline Stop soft_stop(EnergyQuanta energy, EnergyQuanta cutoff, real hinges_left,
                                EnergyQuanta at_hinge) {
  const bool hinge = hinges_left > real(0) && at_hinge > cutoff;
  const EnergyQuanta before = at_hinge < energy ? at_hinge : energy;
  return {hinge ? LegEvent::hinge : LegEvent::cutoff, hinge ? before : cutoff};
}

/// A hard event at `part` of the way to `soft`: linear in energy between the ends.
YTTRIA_HD inline Stop hard_stop(EnergyQuanta energy, const Stop& soft, real part) {
  return {LegEvent::hard, energy - round_to_quanta(static_cast<real>(energy - soft.energy) * part)};
}

YTTRIA_HD inline Leg leg_to(EnergyQuanta energy, const Stop& stop, const SlowingDown& from,
                            const SlowingDown& to) {
  return {stop.event,
          energy - stop.energy,
          stop.energy,
          from.range_g_cm2 - to.range_g_cm2,
          from.variance - to.variance,
          from.hinges - to.hinges,
          from.hard_events - to.hard_events};
}

/// The leg up to the next event, as if the soft loss had no straggling. Within the leg the place of
/// a hard event is linear in energy between the ends; how many there are is exact. from: at the
/// electron's energy.
YTTRIA_HD inline Leg next_leg(const PhysicsTablesView& tables, const Particle& e,
                              const SlowingDown& from) {
  const real hinges_left = from.hinges - e.hinge_clock;
  const EnergyQuanta at_hinge =
      hinges_left > real(0) ? energy_at_hinges(tables, e.material, hinges_left) : 0;
  Stop stop = soft_stop(e.energy, tables.electron_cutoff, hinges_left, at_hinge);
  SlowingDown to = slowing_down(tables, e.material, stop.energy);
  const real hard_in_leg = from.hard_events - to.hard_events;
  if (e.hard_clock < hard_in_leg) {
    stop = hard_stop(e.energy, stop, e.hard_clock / hard_in_leg);
    to = slowing_down(tables, e.material, stop.energy);
  }
  return leg_to(e.energy, stop, from, to);
}

/// Energy lost on a leg with straggling, at most what the electron has.
YTTRIA_HD inline EnergyQuanta straggled_loss(EnergyQuanta mean_loss, real variance,
                                             EnergyQuanta energy, real u) {
  const real spread = variance > real(0) ? variance : real(0);
  const real loss = sample_soft_loss(static_cast<real>(mean_loss), spread, u);
  const real all = static_cast<real>(energy);
  return round_to_quanta(loss < all ? loss : all);
}

}  // namespace yttria::detail
