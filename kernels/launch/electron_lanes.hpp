// SPDX-License-Identifier: Apache-2.0
// Electrons side by side, for the vector units of a CPU. Each lane does what fly_leg() does, by the
// same functions; loops over lanes of straight code become vector instructions, loops of table
// look-ups stay scalar. Vector instructions round as scalar ones do, so the bits are the same.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/transport/leg.hpp"
#include "kernels/transport/particle.hpp"
#include "kernels/transport/problem.hpp"

namespace yttria {

/// One value of each lane.
template <class T>
struct alignas(64) Lanes {
  static constexpr int count = 16;
  T value[count];
  T& operator[](int lane) { return value[lane]; }
  const T& operator[](int lane) const { return value[lane]; }
};
inline constexpr int cpu_lanes = Lanes<real>::count;

/// Electrons above the cut-off: what their legs need of them.
struct ElectronLanes {
  Lanes<real> x, y, z, ux, uy, uz;
  Lanes<EnergyQuanta> energy;
  Lanes<std::uint32_t> history_low, history_high, key, draws, material;
  Lanes<real> density_g_cm3, hinge_clock, step_rest, hard_clock;
  // Deposited in the voxel since the lane was loaded.
  Lanes<std::int32_t> deposited, scored;

  void load(int lane, const Particle& e, std::uint64_t history) {
    x[lane] = e.position_cm.x;
    y[lane] = e.position_cm.y;
    z[lane] = e.position_cm.z;
    ux[lane] = e.direction.x;
    uy[lane] = e.direction.y;
    uz[lane] = e.direction.z;
    energy[lane] = e.energy;
    history_low[lane] = static_cast<std::uint32_t>(history);
    history_high[lane] = static_cast<std::uint32_t>(history >> 32);
    key[lane] = e.key;
    draws[lane] = e.draws;
    material[lane] = e.material;
    density_g_cm3[lane] = e.density_g_cm3;
    hinge_clock[lane] = e.hinge_clock;
    step_rest[lane] = e.step_rest;
    hard_clock[lane] = e.hard_clock;
    deposited[lane] = 0;
    scored[lane] = 0;
  }

  /// What may have changed since.
  void store(int lane, Particle& e) const {
    e.position_cm = {x[lane], y[lane], z[lane]};
    e.direction = {ux[lane], uy[lane], uz[lane]};
    e.energy = energy[lane];
    e.draws = draws[lane];
    e.hinge_clock = hinge_clock[lane];
    e.step_rest = step_rest[lane];
    e.hard_clock = hard_clock[lane];
  }
};

/// What has come of a leg.
enum class LaneEnd : std::int32_t {
  open,      // it is left, with its loss, to follow_leg()
  turned,    // flown within the voxel to its hinge, where the electron has turned
  confined,  // not flown: the electron has ended in its voxel
};

/// The legs in hand.
struct LaneLegs {
  Lanes<std::uint32_t> word[4];
  Lanes<detail::LegEvent> event;
  Lanes<EnergyQuanta> mean_loss, mean_end, loss;
  Lanes<real> path_g_cm2, variance, hinges, hard_events;
  Lanes<LaneEnd> end;

  detail::Leg leg(int lane) const {
    return {event[lane],    mean_loss[lane], mean_end[lane],   path_g_cm2[lane],
            variance[lane], hinges[lane],    hard_events[lane]};
  }
  RandomBlock block(int lane) const {
    return {{word[0][lane], word[1][lane], word[2][lane], word[3][lane]}};
  }
};

/// Flies one leg of every lane.
using FlyLanes = void (*)(const ProblemView& problem, ElectronLanes& electrons, LaneLegs& legs);

/// Built for AVX2 and for AVX-512: those that this processor can run, the fastest first. All give
/// the same bits.
std::vector<FlyLanes> ways_to_fly_lanes();

}  // namespace yttria
