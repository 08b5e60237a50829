// SPDX-License-Identifier: Apache-2.0
// Hard events of an electron: Moller collisions and bremsstrahlung. They make secondaries, so they
// know the history they belong to.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/bremsstrahlung.hpp"
#include "kernels/physics/moller.hpp"
#include "kernels/transport/flight.hpp"
#include "kernels/transport/history_result.hpp"
#include "kernels/transport/particle.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria::detail {

/// A delta ray has at most half of its parent's energy and is followed first, so the parents that
/// wait are at most log2(4 MeV / 2 keV) = 11 deep.
inline constexpr int waiting_capacity = 12;

YTTRIA_HD inline real exponential(std::uint32_t word) {
  return -math::log(uniform(word));
}

/// Begins the last flight, below the cut-off: straight, for a share of the CSDA range.
YTTRIA_HD inline void start_tail(const PhysicsTablesView& tables, Electron& e) {
  e.tail_path = tables.tail_share * csda_range(tables, e.material, e.energy);
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

/// What the hard clock has announced. `clock_energy` is the energy at the end of the leg without
/// straggling.
template <class Tally>
YTTRIA_HD inline void hard_event(History<Tally>& h, Electron& e, EnergyQuanta clock_energy,
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
