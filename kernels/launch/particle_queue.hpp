// SPDX-License-Identifier: Apache-2.0
// Particles on their way from one launch to the next. Random numbers are keyed by particle, so it
// does not matter which lane follows one, nor when.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/launch/atomic.hpp"
#include "kernels/transport/particle.hpp"

namespace yttria {

struct QueuedParticle {
  Particle particle;
  std::uint32_t place;  // of its batch among those in hand
  std::uint64_t history;
};

/// Any number of lanes push, or any number take; never both at once. `pushed` may run past the
/// room: who found none keeps the particle.
struct ParticleQueue {
  QueuedParticle* items;
  std::uint64_t room;
  std::uint64_t* pushed;
  std::uint64_t* taken;

  YTTRIA_HD bool push(const QueuedParticle& item) const {
    const std::uint64_t index = atomic_next(pushed);
    if (index >= room) return false;
    items[index] = item;
    return true;
  }

  /// The next item, or null when all are taken.
  YTTRIA_HD const QueuedParticle* take() const {
    const std::uint64_t index = atomic_next(taken);
    return index < room && index < *pushed ? items + index : nullptr;
  }
};

}  // namespace yttria
