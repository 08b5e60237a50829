// SPDX-License-Identifier: Apache-2.0
// Follows histories on one thread of a CPU, as many side by side as its vector units take. What is
// rare (faces of voxels, hard events, photons, the ends of particles) is done lane by lane with the
// functions of a single history; then the lane joins the others again.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/launch/electron_lanes.hpp"
#include "kernels/transport/transport_history.hpp"

namespace yttria {

/// Tally: deposit(voxel, quanta).
template <class Tally>
class LaneFollower {
 public:
  LaneFollower(const ProblemView& problem, Tally& tally,
               FlyLanes fly_lanes = ways_to_fly_lanes().front())
      : problem_(problem), fly_lanes_(fly_lanes), waiting_(cpu_lanes * detail::waiting_capacity) {
    lanes_.reserve(cpu_lanes);
    for (int i = 0; i < cpu_lanes; ++i) {
      Particle* waiting = waiting_.data() + i * detail::waiting_capacity;
      lanes_.push_back({{problem_, 0, tally, waiting, result_}});
    }
  }
  LaneFollower(const LaneFollower&) = delete;
  LaneFollower& operator=(const LaneFollower&) = delete;

  /// Follows the histories that next(id) names, until it returns false.
  template <class Next>
  HistoryResult follow(Next&& next) {
    result_ = {};
    bool all_fly = true;
    for (int i = 0; i < cpu_lanes; ++i) all_fly &= start(i, next);
    while (all_fly) all_fly = turn(next);
    for (int i = 0; i < cpu_lanes; ++i) {
      if (lanes_[at(i)].flies) finish_alone(i);
    }
    return result_;
  }

 private:
  struct Lane {
    detail::History<Tally&> history;
    Particle particle = {};
    std::uint32_t legs = 0;  // of the particle
    bool flies = false;
  };

  static std::size_t at(int lane) { return static_cast<std::size_t>(lane); }

  /// One leg of all lanes; false when one of them has nothing left to do.
  template <class Next>
  bool turn(Next& next) {
    fly_lanes_(problem_, electrons_, legs_);
    result_.legs += cpu_lanes;
    bool all_fly = true;
    for (int i = 0; i < cpu_lanes; ++i) {
      Lane& lane = lanes_[at(i)];
      const LaneEnd did = legs_.end[i];
      ++lane.legs;
      if (did == LaneEnd::turned && lane.legs < detail::most_legs) continue;
      unload(i);
      detail::LegEnd end = {did == LaneEnd::confined ? detail::Due::end : detail::Due::leg, 0, {}};
      if (did == LaneEnd::open) {
        end = detail::follow_leg(lane.history, lane.particle, legs_.leg(i), legs_.loss[i],
                                 legs_.block(i));
      }
      all_fly &= settle(lane, end, next) && join(i, next);
    }
    return all_fly;
  }

  void unload(int i) {
    Lane& lane = lanes_[at(i)];
    electrons_.store(i, lane.particle);
    lane.history.pending.energy += static_cast<std::uint64_t>(electrons_.deposited[i]);
    lane.history.pending.scored += static_cast<std::uint64_t>(electrons_.scored[i]);
    lane.flies = false;
  }

  /// The rest of a lane's history, when there is no other to put beside it.
  void finish_alone(int i) {
    unload(i);
    Lane& lane = lanes_[at(i)];
    const auto no_more = [](std::uint64_t&) { return false; };
    for (bool goes_on = true; goes_on;) {
      const detail::LegEnd end = detail::advance(lane.history, lane.particle);
      ++lane.legs;
      goes_on = settle(lane, end, no_more);
    }
  }

  template <class Next>
  bool start(int i, Next& next) {
    return begin(lanes_[at(i)], next) && join(i, next);
  }

  /// Flies on alone until there is an electron above the cut-off, which can join the others.
  template <class Next>
  bool join(int i, Next& next) {
    Lane& lane = lanes_[at(i)];
    while (lane.particle.kind == ParticleKind::photon || lane.particle.tail_path >= real(0)) {
      const detail::LegEnd end = detail::advance(lane.history, lane.particle);
      ++lane.legs;
      if (!settle(lane, end, next)) return false;
    }
    electrons_.load(i, lane.particle, lane.history.id);
    lane.flies = true;
    return true;
  }

  /// What is due after a leg; false when that was the last of the last history.
  template <class Next>
  bool settle(Lane& lane, const detail::LegEnd& end, Next& next) {
    if (end.due == detail::Due::event) detail::meet(lane.history, lane.particle, end);
    if (end.due != detail::Due::end) {
      if (lane.legs < detail::most_legs) return true;
      detail::give_up(lane.history, lane.particle);
    }
    detail::finish(lane.history, lane.particle);
    lane.legs = 0;
    return detail::take_waiting(lane.history, lane.particle) || begin(lane, next);
  }

  template <class Next>
  bool begin(Lane& lane, Next& next) {
    if (!next(lane.history.id)) return false;
    lane.legs = 0;
    if (lane.history.id < first_ || lane.history.id >= end_) enter_batch(lane.history.id);
    lane.particle = detail::begin_history(lane.history, sample_, lane.history.id - first_);
    return true;
  }

  /// Makes the batch of a history the one in hand.
  void enter_batch(std::uint64_t history) {
    const std::uint64_t batch = history / problem_.histories_per_batch;
    first_ = batch * problem_.histories_per_batch;
    end_ = first_ + problem_.histories_per_batch;
    sample_ = batch_sample(problem_.seed, batch);
  }

  ProblemView problem_;
  FlyLanes fly_lanes_;
  std::vector<Particle> waiting_;
  HistoryResult result_;
  std::vector<Lane> lanes_;
  BatchSample sample_ = {};            // of the batch in hand
  std::uint64_t first_ = 0, end_ = 0;  // its histories
  ElectronLanes electrons_ = {};
  LaneLegs legs_ = {};
};

}  // namespace yttria
