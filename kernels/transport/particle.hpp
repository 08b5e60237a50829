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

/// A charged particle in flight.
struct Electron {
  Vec3 position_cm;  // from the low corner of its voxel
  Vec3 direction;
  VoxelIndex voxel;
  EnergyQuanta energy;
  std::uint32_t material;
  real density_g_cm3;
  real hinge_clock;  // hinges until the next one (a fraction of the step)
  real step_rest;    // part of the present step behind its hinge
  real hard_clock;   // mean number of hard events until the next one
  real tail_path;    // mass path left below the cut-off; negative: still above
  std::uint32_t key;
  std::uint32_t births;
  std::uint32_t draws;  // blocks of random numbers used
};

YTTRIA_HD inline RandomBlock draw(Electron& e, std::uint64_t seed, std::uint64_t history) {
  return random_block(seed, history, e.key, e.draws++);
}

/// Digest of a particle's end: history, key, every bit of the state, number of draws.
YTTRIA_HD inline std::uint64_t end_digest(const Electron& e, std::uint64_t history) {
  WordMixer mixer;
  mixer.absorb(history);
  mixer.absorb(static_cast<std::uint64_t>(e.key) << 32 | e.draws);
  mixer.absorb(e.position_cm.x);
  mixer.absorb(e.position_cm.y);
  mixer.absorb(e.position_cm.z);
  mixer.absorb(e.direction.x);
  mixer.absorb(e.direction.y);
  mixer.absorb(e.direction.z);
  mixer.absorb(static_cast<std::uint64_t>(static_cast<std::uint32_t>(e.voxel.x)) << 32 |
               static_cast<std::uint32_t>(e.voxel.y));
  mixer.absorb(static_cast<std::uint64_t>(static_cast<std::uint32_t>(e.voxel.z)) << 32 |
               static_cast<std::uint32_t>(e.energy));
  mixer.absorb(static_cast<std::uint64_t>(e.material) << 32 | e.births);
  mixer.absorb(e.density_g_cm3);
  mixer.absorb(e.hinge_clock);
  mixer.absorb(e.step_rest);
  mixer.absorb(e.hard_clock);
  mixer.absorb(e.tail_path);
  return mixer.value();
}

/// Digest of a photon at its birth (it is not followed).
YTTRIA_HD inline std::uint64_t photon_digest(std::uint64_t history, std::uint32_t key,
                                             EnergyQuanta energy, const Vec3& direction) {
  WordMixer mixer;
  mixer.absorb(history);
  mixer.absorb(static_cast<std::uint64_t>(key) << 32 | static_cast<std::uint32_t>(energy));
  mixer.absorb(direction.x);
  mixer.absorb(direction.y);
  mixer.absorb(direction.z);
  return mixer.value();
}

}  // namespace yttria
