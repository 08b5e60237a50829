// SPDX-License-Identifier: Apache-2.0
// Hard events of an electron: Moller collisions and bremsstrahlung. They make secondaries, so they
// know the history they belong to.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/bremsstrahlung.hpp"
#include "kernels/physics/moller.hpp"
#include "kernels/transport/history.hpp"

namespace yttria::detail {

/// A Moller collision: the electron loses W, a delta ray is born. Unless that is confined, one of
/// the two goes on and the other waits.
template <class Tally>
YTTRIA_HD inline void moller_event(History<Tally>& h, Particle& e, real azimuth) {
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

  Particle delta = born(e, ParticleKind::electron, loss,
                        deflected(e.direction, angles.delta, opposite_turns(azimuth)));
  delta.material = e.material;
  delta.density_g_cm3 = e.density_g_cm3;
  start_electron(h.problem, h.id, delta);
  ++h.result.particles;

  e.energy -= loss;
  e.direction = deflected(e.direction, angles.primary, azimuth);
  if (ends_where_born(h.problem, delta)) {
    h.pending.add(delta.energy, real(1));
    h.result.digest += end_digest(delta, h.id);
  } else {
    h.part(e, delta);
  }
}

/// A photon takes k; the electron keeps its direction.
template <class Tally>
YTTRIA_HD inline void bremsstrahlung_event(History<Tally>& h, Particle& e, real azimuth) {
  const RandomBlock block = draw(e, h.problem.seed, h.id);
  const EnergyQuanta k =
      sample_bremsstrahlung(h.problem.tables, e.material, e.energy, block.word[0], block.word[1]);
  const Vec3 direction = deflected(
      e.direction, sample_photon_deflection(to_MeV(e.energy), uniform(block.word[2])), azimuth);
  const Particle photon = born(e, ParticleKind::photon, k, direction);
  e.energy -= k;
  release_photon(h, e, photon);
}

/// What the hard clock has announced. `clock_energy` is the energy at the end of the leg without
/// straggling.
template <class Tally>
YTTRIA_HD inline void hard_event(History<Tally>& h, Particle& e, EnergyQuanta clock_energy,
                                 const RandomBlock& block) {
  e.hard_clock = exponential(block.word[1]);
  const PhysicsTablesView& tables = h.problem.tables;
  const energy_grid::Position at = energy_grid::locate(clock_energy);
  const std::uint64_t row =
      std::uint64_t{e.material} * energy_grid::nodes + static_cast<std::uint64_t>(at.index);
  const real share = interpolate(tables.brems_share[row], tables.brems_share[row + 1], at.fraction);
  const real azimuth = uniform(block.word[3]);
  // Which process it is follows from the energy that the clock counted with. Straggling may have
  // moved the electron below the threshold of that process: no event then.
  if (uniform(block.word[2]) < share) {
    if (e.energy > tables.brems_cutoff) bremsstrahlung_event(h, e, azimuth);
  } else if (e.energy > 2 * tables.moller_cutoff) {
    moller_event(h, e, azimuth);
  }
}

}  // namespace yttria::detail
