// SPDX-License-Identifier: Apache-2.0
// How well the warps of a GPU would be used, counted on the host: for several degrees of patience,
// what 32 lanes in step have to pass through per decay, beside what the decay itself needs. Counts,
// not times: the same on every machine.
//
// Usage: yttria_warp_model [DECAYS [PRESET]]
#include <fmt/format.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "engine/case/phantom.hpp"
#include "engine/run/problem.hpp"
#include "kernels/launch/host_executor.hpp"
#include "kernels/launch/lane_backend.hpp"

namespace yttria {
namespace {

/// Of all launches.
WarpCounts count(const ProblemView& view, std::uint64_t decays, const Patience& patience) {
  LaunchShape one_launch;
  one_launch.histories_per_launch = decays;
  const RoiLayout none;
  LaneBackend<HostExecutor> backend(
      HostExecutor(8, patience), view, none,
      plan_launches(device_need(view, none), ~std::uint64_t{0}, one_launch));
  backend.run({0});
  WarpCounts sum;
  for (const WarpCounts& launch : backend.executor().counts()) {
    sum.leg_turns += launch.leg_turns;
    sum.legs += launch.legs;
    sum.event_turns += launch.event_turns;
    sum.events += launch.events;
    sum.end_turns += launch.end_turns;
    sum.ends += launch.ends;
  }
  return sum;
}

struct CountingTally {
  std::uint64_t additions = 0;
  void deposit(std::uint64_t, std::uint64_t) { ++additions; }
};

double additions_per_decay(const ProblemView& view, std::uint64_t decays) {
  CountingTally tally;
  for (std::uint64_t id = 0; id < decays; ++id) transport_history(view, id, tally);
  return static_cast<double>(tally.additions) / static_cast<double>(decays);
}

void print(const std::string& preset, std::uint64_t decays, const std::vector<Patience>& all) {
  Case made = make_phantom(LiverPhantom{});
  const TransportSettings settings =
      TransportChoice{preset, {}}.settings(made.grid.smallest_spacing_mm());
  const Problem problem(std::move(made), settings, 1, decays);
  const auto per_decay = [decays](std::uint64_t n) {
    return static_cast<double>(n) / static_cast<double>(decays);
  };
  for (const Patience& patience : all) {
    const WarpCounts c = count(problem.view(), decays, patience);
    fmt::print("| {} | {} | {} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} | {:.2f} |\n", preset,
               patience.events, patience.ends, per_decay(c.legs),
               warp_lanes * per_decay(c.leg_turns), per_decay(c.events),
               warp_lanes * per_decay(c.event_turns), per_decay(c.ends),
               warp_lanes * per_decay(c.end_turns));
  }
  if (all.size() > 1) {
    fmt::print("\n{}: {:.2f} additions to the tally per decay\n\n", preset,
               additions_per_decay(problem.view(), decays));
  }
}

}  // namespace
}  // namespace yttria

int main(int arguments, char** words) {
  using yttria::Patience;
  const std::uint64_t decays = arguments > 1 ? std::strtoull(words[1], nullptr, 10) : 20'000;
  std::vector<std::string> presets = {"clinical", "reference"};
  // The last takes up nothing before all lanes are idle: a history per lane, without refill.
  std::vector<Patience> patiences = {{1, 1}, {4, 4}, {8, 4}, {8, 6}, {8, 8}, {12, 8}, {1, 32}};
  if (arguments > 2) {  // one preset, as the CUDA backend does it
    presets = {words[2]};
    patiences = {Patience()};
  }
  if (decays == 0 || arguments > 3) {
    fmt::print(stderr, "usage: yttria_warp_model [DECAYS [PRESET]]\n");
    return 2;
  }
  fmt::print(
      "| preset | patience: events | ends | legs | lanes x turns | events | lanes x turns | "
      "ends | lanes x turns |\n|---|---|---|---|---|---|---|---|---|\n");
  for (const std::string& preset : presets) yttria::print(preset, decays, patiences);
  return 0;
}
