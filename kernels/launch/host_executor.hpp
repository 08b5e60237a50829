// SPDX-License-Identifier: Apache-2.0
// The machine of lane_backend.hpp on the host: warps whose lanes take turns, as on a GPU. For tests
// of all that is not CUDA itself, and to count how well a warp is used.
#pragma once

#include <cstdint>
#include <cstring>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "kernels/launch/lane.hpp"
#include "kernels/launch/warp.hpp"

namespace yttria {

/// What warps have done: turns in which any lane did a thing, and lanes that did it.
struct WarpCounts {
  std::uint64_t leg_turns = 0, legs = 0;
  std::uint64_t event_turns = 0, events = 0;
  std::uint64_t end_turns = 0, ends = 0;
};

class HostWarp {
 public:
  HostWarp(const ProblemView& problem, const Pass& pass, const Patience& patience)
      : patience_(patience), waiting_(warp_lanes * detail::waiting_capacity), results_(warp_lanes) {
    for (int i = 0; i < warp_lanes; ++i) {
      lanes_.emplace_back(problem, pass, waiting_.data() + i * detail::waiting_capacity,
                          results_[static_cast<std::size_t>(i)]);
    }
  }

  /// False when there is nothing left to do.
  bool turn(WarpCounts& counts) {
    const auto in = [this](Lane::State state) {
      int count = 0;
      for (const Lane& lane : lanes_) count += lane.state() == state ? 1 : 0;
      return count;
    };
    const WarpTurn turn = next_turn(in(Lane::State::flying), in(Lane::State::at_event),
                                    in(Lane::State::idle), patience_);
    if (turn.stop) return false;
    if (turn.meet_events) {
      each(Lane::State::at_event, counts.event_turns, counts.events, meet_event);
    }
    if (turn.take_up) {
      each(Lane::State::idle, counts.end_turns, counts.ends, take_up);
    }
    each(Lane::State::flying, counts.leg_turns, counts.legs, fly);
    return true;
  }

  HistoryResult result() const {
    HistoryResult sum;
    for (const HistoryResult& result : results_) sum += result;
    return sum;
  }

 private:
  // Out of line, for profilers to tell them apart (benchmarks/count_instructions).
  [[gnu::noinline]] static void fly(Lane& lane) { lane.fly(); }
  [[gnu::noinline]] static void meet_event(Lane& lane) { lane.meet_event(); }
  [[gnu::noinline]] static void take_up(Lane& lane) { lane.take_up(); }

  template <class F>
  void each(Lane::State state, std::uint64_t& turns, std::uint64_t& count, F&& act) {
    std::uint64_t did = 0;
    for (Lane& lane : lanes_) {
      if (lane.state() != state) continue;
      act(lane);
      ++did;
    }
    turns += did > 0 ? 1 : 0;
    count += did;
  }

  Patience patience_;
  std::vector<Particle> waiting_;
  std::vector<HistoryResult> results_;
  std::deque<Lane> lanes_;  // lanes do not move
};

class HostExecutor {
 public:
  struct Stream {};
  template <class T>
  using Buffer = std::vector<T>;

  explicit HostExecutor(int warps = 4, const Patience& patience = {})
      : warps_(warps), patience_(patience) {}

  Stream make_stream() { return {}; }
  template <class T>
  Buffer<T> make_buffer(std::uint64_t size) {
    return Buffer<T>(size);
  }
  template <class T>
  void upload(Buffer<T>& to, const T* from) {
    if (!to.empty()) std::memcpy(to.data(), from, to.size() * sizeof(T));
  }
  template <class T>
  void download(T* to, const Buffer<T>& from, std::uint64_t count) {
    if (count != 0) std::memcpy(to, from.data(), count * sizeof(T));
  }
  template <class T>
  void clear(Stream&, Buffer<T>& buffer) {
    buffer.assign(buffer.size(), T());
  }
  void wait(Stream&, Stream&) {}
  void synchronise(Stream&) {}
  void observe() {}

  template <class F>
  void for_each(Stream&, std::uint64_t count, const F& f) {
    for (std::uint64_t i = 0; i < count; ++i) f(i);
  }
  template <class F>
  void sum_over(Stream&, std::uint64_t count, const F& f, HistoryResult* total) {
    for (std::uint64_t i = 0; i < count; ++i) *total += f(i);
  }
  void follow(Stream&, const ProblemView& problem, const Pass& pass, HistoryResult* total) {
    std::deque<HostWarp> warps;
    for (int i = 0; i < warps_; ++i) warps.emplace_back(problem, pass, patience_);
    WarpCounts counts;
    for (bool busy = true; busy;) {
      busy = false;
      for (HostWarp& warp : warps) busy |= warp.turn(counts);
    }
    for (const HostWarp& warp : warps) *total += warp.result();
    counts_.push_back(counts);
  }

  std::string name() const { return "host lanes"; }
  std::string device() const { return std::to_string(warps_) + " warps"; }
  std::vector<std::pair<std::string, std::string>> facts() { return {}; }

  /// Of each follow() so far.
  const std::vector<WarpCounts>& counts() const { return counts_; }

 private:
  int warps_;
  Patience patience_;
  std::vector<WarpCounts> counts_;
};

}  // namespace yttria
