// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernels/core/macros.hpp"

namespace yttria {

inline constexpr int warp_lanes = 32;

/// How many lanes of a warp must have a thing to do before the warp does it; when no lane flies,
/// any number will do. Events and ends are rare beside legs: one lane in its event holds up 31.
struct Patience {
  int events = 8;
  int ends = 6;
};

/// What a warp does in its next turn. All lanes of a warp come to the same answer.
struct WarpTurn {
  bool take_up, meet_events, stop;
};
YTTRIA_HD inline WarpTurn next_turn(int flying, int at_event, int idle, const Patience& patience) {
  const bool none_flies = flying == 0;
  return {idle > 0 && (none_flies || idle >= patience.ends),
          at_event > 0 && (none_flies || at_event >= patience.events),
          none_flies && at_event == 0 && idle == 0};
}

}  // namespace yttria
