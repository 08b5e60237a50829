// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/electron_lanes.hpp"

#include <cmath>
#include <cstring>

#include "kernels/physics/multiple_scattering.hpp"
#include "kernels/physics/straggling.hpp"

namespace yttria {

namespace {

#define YTTRIA_LANES [[gnu::always_inline]] inline

/// Interpolates all four values of the slowing down at once. The compiler does not find this in the
/// scalar function between other loops.
using SlowingDownVector [[gnu::vector_size(4 * sizeof(real))]] = real;
static_assert(sizeof(SlowingDown) == sizeof(SlowingDownVector));

YTTRIA_LANES void look_up(const SlowingDown& node, real fraction, SlowingDown& at) {
  SlowingDownVector low, high, between;
  std::memcpy(&low, &node, sizeof(low));
  std::memcpy(&high, &node + 1, sizeof(high));
  const SlowingDownVector rise = high - low;
  for (int i = 0; i < 4; ++i) between[i] = std::fma(fraction, rise[i], low[i]);
  std::memcpy(&at, &between, sizeof(between));
}

struct Work {
  const ProblemView& problem;
  ElectronLanes& e;
  LaneLegs& l;
  Lanes<std::int32_t> row;
  Lanes<real> fraction;
  Lanes<SlowingDown> from, to;
};

YTTRIA_LANES void draw_lanes(const ProblemView& problem, ElectronLanes& __restrict e,
                             LaneLegs& __restrict l) {
  const std::uint64_t seed = problem.seed;
  for (int i = 0; i < cpu_lanes; ++i) {
    const std::uint64_t history = std::uint64_t{e.history_high[i]} << 32 | e.history_low[i];
    const RandomBlock block = random_block(seed, history, e.key[i], e.draws[i]);
    e.draws[i] += l.end[i] == LaneEnd::confined ? 0u : 1u;
    for (int k = 0; k < 4; ++k) l.word[k][i] = block.word[k];
  }
}

YTTRIA_LANES void locate_lanes(const ElectronLanes& __restrict e, const Lanes<EnergyQuanta>& energy,
                               Lanes<std::int32_t>& row, Lanes<real>& fraction) {
  for (int i = 0; i < cpu_lanes; ++i) {
    const energy_grid::Position at = energy_grid::locate(energy[i]);
    row[i] = static_cast<std::int32_t>(e.material[i]) * energy_grid::nodes + at.index;
    fraction[i] = at.fraction;
  }
}

YTTRIA_LANES void look_up_lanes(const PhysicsTablesView& tables, const Lanes<std::int32_t>& row,
                                const Lanes<real>& fraction, Lanes<SlowingDown>& at) {
  for (int i = 0; i < cpu_lanes; ++i) {
    look_up(tables.slowing_down[static_cast<std::uint64_t>(row[i])], fraction[i], at[i]);
  }
}

/// is_confined(), next_leg() and straggled_loss().
YTTRIA_LANES void choose_legs(const ProblemView& problem, ElectronLanes& __restrict e,
                              LaneLegs& __restrict l) {
  const PhysicsTablesView& tables = problem.tables;
  Lanes<std::int32_t> row;
  Lanes<real> fraction, nodes_per_unit, low, high, hinges_left, part;
  Lanes<SlowingDown> from, to;
  Lanes<std::int32_t> hard, confined_here;
  const EnergyQuanta cutoff = tables.electron_cutoff;
  const std::uint32_t inverse_nodes = tables.hinge_inverse_nodes;
  const bool end_confined = tables.end_confined != 0;
  const VoxelGridView grid = problem.grid;

  locate_lanes(e, e.energy, row, fraction);
  look_up_lanes(tables, row, fraction, from);
  for (int i = 0; i < cpu_lanes; ++i) {
    const bool inside =
        confined(grid, {e.x[i], e.y[i], e.z[i]}, e.density_g_cm3[i], from[i].range_g_cm2);
    const bool stays = inside & end_confined;
    const bool no_event = e.hard_clock[i] >= from[i].hard_events;
    confined_here[i] = stays ? 1 : 0;
    l.end[i] = (stays & no_event) ? LaneEnd::confined : LaneEnd::open;
  }
  draw_lanes(problem, e, l);
  for (int i = 0; i < cpu_lanes; ++i) {
    nodes_per_unit[i] = tables.hinge_nodes_per_unit[e.material[i]];
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    hinges_left[i] = from[i].hinges - e.hinge_clock[i];
    const HingePosition at = locate_hinges(inverse_nodes, nodes_per_unit[i], hinges_left[i]);
    row[i] = static_cast<std::int32_t>(e.material[i] * inverse_nodes) + at.index;
    fraction[i] = at.fraction;
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const real* node = &tables.hinge_energy[static_cast<std::uint64_t>(row[i])];
    low[i] = node[0];
    high[i] = node[1];
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const EnergyQuanta at_hinge = round_to_quanta(interpolate(low[i], high[i], fraction[i]));
    const detail::Stop stop = detail::soft_stop(e.energy[i], cutoff, hinges_left[i], at_hinge);
    l.event[i] = stop.event;
    l.mean_end[i] = stop.energy;
  }
  locate_lanes(e, l.mean_end, row, fraction);
  look_up_lanes(tables, row, fraction, to);
  for (int i = 0; i < cpu_lanes; ++i) {
    const real hard_in_leg = from[i].hard_events - to[i].hard_events;
    part[i] = e.hard_clock[i] / hard_in_leg;
    hard[i] = e.hard_clock[i] < hard_in_leg ? 1 : 0;
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    if (hard[i] == 0) continue;
    const detail::Stop stop = detail::hard_stop(e.energy[i], {l.event[i], l.mean_end[i]}, part[i]);
    l.event[i] = stop.event;
    l.mean_end[i] = stop.energy;
    to[i] = slowing_down(tables, e.material[i], stop.energy);
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const detail::Leg leg =
        detail::leg_to(e.energy[i], {l.event[i], l.mean_end[i]}, from[i], to[i]);
    l.mean_loss[i] = leg.mean_loss;
    l.path_g_cm2[i] = leg.path_g_cm2;
    l.variance[i] = leg.variance;
    l.hinges[i] = leg.hinges;
    l.hard_events[i] = leg.hard_events;
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const real variance = confined_here[i] != 0 ? real(0) : l.variance[i];
    l.loss[i] =
        detail::straggled_loss(l.mean_loss[i], variance, e.energy[i], uniform(l.word[0][i]));
  }
}

/// What fly() and hinge() do where the leg ends at a hinge in its voxel.
YTTRIA_LANES void fly_and_turn(const ProblemView& problem, ElectronLanes& __restrict e,
                               LaneLegs& __restrict l) {
  const PhysicsTablesView& tables = problem.tables;
  const real size_x = problem.grid.size_cm[0], size_y = problem.grid.size_cm[1],
             size_z = problem.grid.size_cm[2];
  const EnergyQuanta cutoff = tables.electron_cutoff;
  Lanes<EnergyQuanta> end;
  Lanes<std::int32_t> row, index;
  Lanes<real> fraction, low, high, a, weight, x, y, z, ux, uy, uz;
  for (int i = 0; i < cpu_lanes; ++i) {
    end[i] = e.energy[i] - l.loss[i];
    row[i] = static_cast<std::int32_t>(e.material[i]) * angle_grid::rows +
             choose_angle_row(end[i], l.word[3][i]);
    const std::uint32_t word = l.word[1][i] | 1u;
    const SurvivalPosition at =
        locate_survival(word < lowest_survival_word ? lowest_survival_word : word);
    index[i] = at.index;
    fraction[i] = at.fraction;
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const AngleRow& angles = tables.angles[static_cast<std::uint64_t>(row[i])];
    low[i] = angles.v[index[i]];
    high[i] = angles.v[index[i] + 1];
    a[i] = angles.a;
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    weight[i] = score_weight(tables, e.material[i], e.energy[i] - l.loss[i] / 2);
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const real distance = l.path_g_cm2[i] / e.density_g_cm3[i];
    x[i] = e.x[i] + e.ux[i] * distance;
    y[i] = e.y[i] + e.uy[i] * distance;
    z[i] = e.z[i] + e.uz[i] * distance;
    const bool stays = (x[i] >= real(0)) & (x[i] <= size_x) & (y[i] >= real(0)) & (y[i] <= size_y) &
                       (z[i] >= real(0)) & (z[i] <= size_z) & (e.density_g_cm3[i] > real(0));
    const bool turns = (l.event[i] == detail::LegEvent::hinge) & (end[i] > cutoff) &
                       (l.word[1][i] >= lowest_survival_word);
    l.end[i] = l.end[i] != LaneEnd::confined && (stays & turns) ? LaneEnd::turned : l.end[i];
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const real deflection = deflection_of(interpolate(low[i], high[i], fraction[i]), a[i]);
    const Vec3 turned = deflected({e.ux[i], e.uy[i], e.uz[i]}, deflection, uniform(l.word[3][i]));
    ux[i] = turned.x;
    uy[i] = turned.y;
    uz[i] = turned.z;
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const bool turned = l.end[i] == LaneEnd::turned;
    const EnergyQuanta all = l.end[i] == LaneEnd::confined ? e.energy[i] : 0;
    const EnergyQuanta weighted = round_to_quanta(static_cast<real>(l.loss[i]) * weight[i]);
    const EnergyQuanta score = weight[i] == real(1) ? l.loss[i] : weighted;
    e.deposited[i] += turned ? l.loss[i] : all;
    e.scored[i] += turned ? score : all;
    e.energy[i] = turned ? end[i] : e.energy[i] - all;
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const bool flown = l.end[i] == LaneEnd::turned;
    e.x[i] = flown ? x[i] : e.x[i];
    e.y[i] = flown ? y[i] : e.y[i];
    e.z[i] = flown ? z[i] : e.z[i];
    e.ux[i] = flown ? ux[i] : e.ux[i];
    e.uy[i] = flown ? uy[i] : e.uy[i];
    e.uz[i] = flown ? uz[i] : e.uz[i];
    const real next = uniform(l.word[2][i]);
    const real hard_left = e.hard_clock[i] - l.hard_events[i];
    e.hinge_clock[i] = flown ? e.step_rest[i] + next : e.hinge_clock[i];
    e.step_rest[i] = flown ? real(1) - next : e.step_rest[i];
    e.hard_clock[i] = flown ? (hard_left < real(0) ? real(0) : hard_left) : e.hard_clock[i];
  }
}

YTTRIA_LANES void fly(const ProblemView& problem, ElectronLanes& __restrict electrons,
                      LaneLegs& __restrict legs) {
  choose_legs(problem, electrons, legs);
  fly_and_turn(problem, electrons, legs);
}

[[gnu::target("arch=x86-64-v4"), gnu::flatten]] void fly_wide(const ProblemView& problem,
                                                              ElectronLanes& __restrict electrons,
                                                              LaneLegs& __restrict legs) {
  fly(problem, electrons, legs);
}

[[gnu::flatten]] void fly_narrow(const ProblemView& problem, ElectronLanes& __restrict electrons,
                                 LaneLegs& __restrict legs) {
  fly(problem, electrons, legs);
}

bool has_wide_vectors() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512cd");
}

}  // namespace

void fly_lanes(const ProblemView& problem, ElectronLanes& electrons, LaneLegs& legs) {
  static const bool wide = has_wide_vectors();
  return wide ? fly_wide(problem, electrons, legs) : fly_narrow(problem, electrons, legs);
}

}  // namespace yttria
