// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/launch/batches_in_hand.hpp"
#include "kernels/launch/lane.hpp"
#include "kernels/launch/particle_queue.hpp"
#include "kernels/transport/emission.hpp"

namespace yttria {

/// Emits the particles of one history after another of the batches in hand and queues them. Apart
/// from the flight, because here all threads do the same.
struct FirstParticles {
  ProblemView problem;
  BatchesInHand batches;
  std::uint64_t first;  // history, counted through the batches in hand
  ParticleQueue queue;  // `pushed` starts at the number of histories: their electrons come first

  YTTRIA_HD HistoryResult operator()(std::uint64_t i) const {
    const std::uint64_t history = first + i;
    const std::uint64_t place = history / problem.histories_per_batch;
    const std::uint64_t batch = batches.number[place];
    const std::uint64_t index = history - place * problem.histories_per_batch;
    const std::uint64_t id = batch * problem.histories_per_batch + index;
    Particle waiting[detail::waiting_capacity];
    const Pass nowhere = {};  // nothing is deposited yet
    HistoryResult result;
    detail::History<LaneTally> h{problem, id, {nowhere, 0, 0}, waiting, result};
    const auto queued = [&](const Particle& p) {
      return QueuedParticle{p, static_cast<std::uint32_t>(place), id};
    };
    queue.items[i] = queued(detail::begin_history(h, batch_sample(problem.seed, batch), index));
    Particle photon;
    while (detail::take_waiting(h, photon)) queue.push(queued(photon));
    return result;
  }
};

}  // namespace yttria
