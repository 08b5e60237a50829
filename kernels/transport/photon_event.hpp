// SPDX-License-Identifier: Apache-2.0
// What a photon does where it interacts. The particle in flight may be another one afterwards.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/physics/bremsstrahlung.hpp"
#include "kernels/physics/photon_interactions.hpp"
#include "kernels/transport/history.hpp"

namespace yttria::detail {

/// Far above what any sampler needs: acceptance is above 1 % (Compton scattering at 1 keV).
inline constexpr int most_trials = 1 << 14;

/// An electron that a photon sets free, with its clocks started.
template <class Tally>
YTTRIA_HD inline Particle freed_electron(History<Tally>& h, Particle& photon, EnergyQuanta energy,
                                         const Vec3& direction) {
  Particle e = born(photon, ParticleKind::electron, energy, direction);
  enter_voxel(h.problem.grid, e);
  start_electron(h.problem, h.id, e);
  ++h.result.particles;
  return e;
}

/// The photon's end: all of its energy has gone to others.
template <class Tally>
YTTRIA_HD inline void end_photon(History<Tally>& h, Particle& photon) {
  photon.energy = 0;
  h.result.digest += end_digest(photon, h.id);
}

/// Compton scattering on a bound electron at rest; it takes the whole loss.
template <class Tally>
YTTRIA_HD inline void compton_event(History<Tally>& h, Particle& p, std::uint32_t material,
                                    real azimuth) {
  ComptonTrial trial = {};
  for (int i = 0; i < most_trials && !trial.accepted; ++i) {
    trial = try_compton(h.problem.tables, material, p.energy, draw(p, h.problem.seed, h.id));
  }
  if (!trial.accepted) {
    ++h.result.lost;
    return;
  }
  EnergyQuanta after = round_to_quanta(static_cast<real>(p.energy) * trial.energy_share);
  if (after > p.energy) after = p.energy;
  const Vec3 recoil =
      deflected(p.direction, compton_electron_deflection(p.energy, trial.one_minus_cosine),
                opposite_turns(azimuth));
  const EnergyQuanta loss = p.energy - after;
  p.energy = after;
  p.direction = deflected(p.direction, trial.one_minus_cosine, azimuth);
  if (loss == 0) return;
  h.part(p, freed_electron(h, p, loss, recoil));
}

template <class Tally>
YTTRIA_HD inline void rayleigh_event(History<Tally>& h, Particle& p, std::uint32_t material,
                                     real azimuth) {
  RayleighTrial trial = {};
  for (int i = 0; i < most_trials && !trial.accepted; ++i) {
    const RandomBlock block = draw(p, h.problem.seed, h.id);
    trial = try_rayleigh(h.problem.tables, material, p.energy, uniform(block.word[0]),
                         uniform(block.word[1]));
  }
  if (!trial.accepted) ++h.result.lost;
  p.direction = deflected(p.direction, trial.one_minus_cosine, azimuth);
}

/// The electron takes all: binding energy comes back at once as electrons and X rays that hardly
/// go anywhere (4 keV in calcium).
template <class Tally>
YTTRIA_HD inline void photoelectric_event(History<Tally>& h, Particle& p, real azimuth) {
  PhotoelectronTrial trial = {};
  for (int i = 0; i < most_trials && !trial.accepted; ++i) {
    const RandomBlock block = draw(p, h.problem.seed, h.id);
    trial = try_photoelectron(to_MeV(p.energy), uniform(block.word[0]), uniform(block.word[1]));
  }
  if (!trial.accepted) ++h.result.lost;
  const Particle e =
      freed_electron(h, p, p.energy, deflected(p.direction, trial.one_minus_cosine, azimuth));
  end_photon(h, p);
  p = e;
}

/// Pair production, which one bremsstrahlung photon in a hundred above 1.022 MeV does: energies
/// shared evenly at random, directions by the leading term (1 - beta mu)^-2. The positron goes as
/// an electron and annihilates where it was born, into two opposite photons.
template <class Tally>
YTTRIA_HD inline void pair_event(History<Tally>& h, Particle& p, real azimuth) {
  const EnergyQuanta kinetic = p.energy - 2 * electron_rest_quanta;
  if (kinetic <= 0) return;  // within one step of the table above the threshold
  const RandomBlock block = draw(p, h.problem.seed, h.id);
  const RandomBlock annihilation = draw(p, h.problem.seed, h.id);
  const EnergyQuanta first = round_to_quanta(static_cast<real>(kinetic) * uniform(block.word[0]));
  const auto emitted = [&](EnergyQuanta energy, std::uint32_t word, real turns) {
    const real deflection = sample_photon_deflection(to_MeV(energy), uniform(word));
    return freed_electron(h, p, energy, deflected(p.direction, deflection, turns));
  };
  const Particle electron = emitted(first, block.word[1], azimuth);
  const Particle positron = emitted(kinetic - first, block.word[2], opposite_turns(azimuth));
  const Vec3 axis =
      isotropic_direction(uniform(annihilation.word[0]), uniform(annihilation.word[1]));
  h.wait(born(p, ParticleKind::photon, electron_rest_quanta, axis));
  h.wait(born(p, ParticleKind::photon, electron_rest_quanta, {-axis.x, -axis.y, -axis.z}));
  h.result.particles += 2;
  end_photon(h, p);
  p = electron;
  h.part(p, positron);
}

}  // namespace yttria::detail
