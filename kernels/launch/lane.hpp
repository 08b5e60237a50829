// SPDX-License-Identifier: Apache-2.0
// How the histories of a launch are shared out on a machine whose threads go in step (a GPU's
// warps). A lane follows one particle at a time and takes the next from a queue when it has come to
// its end. What is rare is put off until several lanes of a warp have it to do; otherwise nearly
// every turn of the warp would wait for one of them.
#pragma once

#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/launch/atomic.hpp"
#include "kernels/launch/particle_queue.hpp"
#include "kernels/transport/transport_history.hpp"

namespace yttria {

/// One launch: who follows what, and where the rest goes.
struct Pass {
  ParticleQueue work;
  ParticleQueue photons;    // room 0: photons are followed here
  ParticleQueue electrons;  // room 0: electrons are followed here
  std::uint64_t* energy;    // [batch in hand][voxel] quanta
};

/// Adds to the voxels of one of the batches in hand.
struct LaneTally {
  const Pass& pass;
  std::uint64_t voxels;
  std::uint32_t place;  // of the batch

  YTTRIA_HD void deposit(std::uint64_t voxel, std::uint64_t quanta) const {
    atomic_add(pass.energy + place * voxels + voxel, quanta);
  }
};

class Lane {
 public:
  /// `waiting` has room for detail::waiting_capacity particles; `result` counts what is done.
  YTTRIA_HD Lane(const ProblemView& problem, const Pass& pass, Particle* waiting,
                 HistoryResult& result)
      : pass_(pass),
        history_{problem, 0, {pass, problem.grid.density_g_cm3.size(), 0}, waiting, result} {}
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  enum class State { flying, at_event, idle, out_of_work };
  YTTRIA_HD State state() const { return state_; }

  /// One leg. Only when flying.
  YTTRIA_HD void fly() {
    end_ = detail::advance(history_, particle_);
    if (end_.due == detail::Due::event) state_ = State::at_event;
    if (end_.due == detail::Due::end) come_to_end();
    count_leg();
  }

  /// The event at the end of the leg. Only when at one.
  YTTRIA_HD void meet_event() {
    detail::meet(history_, particle_, end_);
    state_ = State::flying;
    pass_on();
  }

  /// Ends the particle in hand and takes up another. Only when idle.
  YTTRIA_HD void take_up() {
    if (ended_) detail::finish(history_, particle_);
    ended_ = false;
    if (!detail::take_waiting(history_, particle_) && !take_work()) {
      state_ = State::out_of_work;
      return;
    }
    legs_ = 0;
    state_ = State::flying;
    pass_on();
  }

 private:
  YTTRIA_HD void come_to_end() {
    ended_ = true;
    state_ = State::idle;
  }

  YTTRIA_HD void count_leg() {
    if (++legs_ < detail::most_legs || ended_) return;
    detail::give_up(history_, particle_);
    come_to_end();
  }

  YTTRIA_HD bool take_work() {
    const QueuedParticle* item = pass_.work.take();
    if (item == nullptr) return false;
    particle_ = item->particle;
    history_.id = item->history;
    history_.tally.place = item->place;
    return true;
  }

  /// Gives the particle in hand to another pass if that is where its kind goes.
  YTTRIA_HD void pass_on() {
    const bool photon = particle_.kind == ParticleKind::photon;
    const ParticleQueue& queue = photon ? pass_.photons : pass_.electrons;
    if (queue.room == 0 || !queue.push({particle_, history_.tally.place, history_.id})) return;
    // Nothing is pending today but in the voxel of the parent, who waits; this does not rely on it.
    history_.pending.flush(history_.problem.grid, particle_.voxel, history_.tally, history_.result);
    state_ = State::idle;
  }

  const Pass& pass_;
  detail::History<LaneTally> history_;
  Particle particle_ = {};
  detail::LegEnd end_ = {};
  std::uint32_t legs_ = 0;
  bool ended_ = false;
  State state_ = State::idle;
};

}  // namespace yttria
