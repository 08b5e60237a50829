// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/core/digest.hpp"
#include "kernels/core/energy_quanta.hpp"
#include "kernels/core/macros.hpp"
#include "kernels/core/rng.hpp"
#include "kernels/core/vec3.hpp"
#include "kernels/transport/voxel_grid.hpp"

namespace yttria {

enum class ParticleKind : std::uint32_t { electron, photon };

/// An electron or a photon in flight. What only electrons have is 0 in a photon.
struct Particle {
  Vec3 position_cm;  // from the low corner of its voxel
  Vec3 direction;
  VoxelIndex voxel;
  EnergyQuanta energy;
  ParticleKind kind;
  std::uint32_t key;
  std::uint32_t births;
  std::uint32_t draws;  // blocks of random numbers used

  std::uint32_t material;
  real density_g_cm3;
  real hinge_clock;  // hinges until the next one (a fraction of the step)
  real step_rest;    // part of the present step behind its hinge
  real hard_clock;   // mean number of hard events until the next one
  real tail_path;    // mass path left below the cut-off; negative: still above
};

YTTRIA_HD inline RandomBlock draw(Particle& p, std::uint64_t seed, std::uint64_t history) {
  return random_block(seed, history, p.key, p.draws++);
}

/// A secondary where its parent is, with a key of its own.
YTTRIA_HD inline Particle born(Particle& parent, ParticleKind kind, EnergyQuanta energy,
                               const Vec3& direction) {
  Particle child = {};
  child.position_cm = parent.position_cm;
  child.direction = direction;
  child.voxel = parent.voxel;
  child.energy = energy;
  child.kind = kind;
  child.key = secondary_key(parent.key, parent.births++);
  return child;
}

/// Digest of a particle's end: history, key, every bit of the state, number of draws.
YTTRIA_HD inline std::uint64_t end_digest(const Particle& p, std::uint64_t history) {
  WordMixer mixer;
  mixer.absorb(history);
  mixer.absorb(static_cast<std::uint64_t>(p.key) << 32 | p.draws);
  mixer.absorb(p.position_cm.x);
  mixer.absorb(p.position_cm.y);
  mixer.absorb(p.position_cm.z);
  mixer.absorb(p.direction.x);
  mixer.absorb(p.direction.y);
  mixer.absorb(p.direction.z);
  mixer.absorb(static_cast<std::uint64_t>(static_cast<std::uint32_t>(p.voxel.x)) << 32 |
               static_cast<std::uint32_t>(p.voxel.y));
  mixer.absorb(static_cast<std::uint64_t>(static_cast<std::uint32_t>(p.voxel.z)) << 32 |
               static_cast<std::uint32_t>(p.energy));
  mixer.absorb(static_cast<std::uint64_t>(p.material) << 32 | p.births);
  mixer.absorb(static_cast<std::uint64_t>(p.kind));
  mixer.absorb(p.density_g_cm3);
  mixer.absorb(p.hinge_clock);
  mixer.absorb(p.step_rest);
  mixer.absorb(p.hard_clock);
  mixer.absorb(p.tail_path);
  return mixer.value();
}

}  // namespace yttria
