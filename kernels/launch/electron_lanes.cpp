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

/// is_confined(), and what follows from it.
YTTRIA_LANES void find_confined(const ProblemView& problem, const ElectronLanes& __restrict e,
                                const Lanes<SlowingDown>& from, Lanes<std::int32_t>& stays,
                                LaneLegs& __restrict l) {
  const VoxelGridView grid = problem.grid;
  const std::int32_t end_confined = problem.tables.end_confined != 0 ? 1 : 0;
  for (int i = 0; i < cpu_lanes; ++i) {
    const bool inside =
        confined(grid, {e.x[i], e.y[i], e.z[i]}, e.density_g_cm3[i], from[i].range_g_cm2);
    const std::int32_t no_event = e.hard_clock[i] >= from[i].hard_events ? 1 : 0;
    stays[i] = inside ? end_confined : 0;
    l.end[i] = (stays[i] & no_event) != 0 ? LaneEnd::confined : LaneEnd::open;
  }
}

/// energy_at_hinges() and soft_stop().
YTTRIA_LANES void find_soft_stops(const PhysicsTablesView& tables,
                                  const ElectronLanes& __restrict e, const Lanes<SlowingDown>& from,
                                  LaneLegs& __restrict l) {
  const EnergyQuanta cutoff = tables.electron_cutoff;
  const std::uint32_t nodes = tables.hinge_inverse_nodes;
  Lanes<std::int32_t> row;
  Lanes<real> nodes_per_unit, hinges_left, fraction, low, high;
  for (int i = 0; i < cpu_lanes; ++i) {
    nodes_per_unit[i] = tables.hinge_nodes_per_unit[e.material[i]];
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    hinges_left[i] = from[i].hinges - e.hinge_clock[i];
    const HingePosition at = locate_hinges(nodes, nodes_per_unit[i], hinges_left[i]);
    row[i] = static_cast<std::int32_t>(e.material[i] * nodes) + at.index;
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
}

/// hard_stop(). Few lanes have one.
YTTRIA_LANES void find_hard_stops(const PhysicsTablesView& tables,
                                  const ElectronLanes& __restrict e, const Lanes<SlowingDown>& from,
                                  Lanes<SlowingDown>& to, LaneLegs& __restrict l) {
  Lanes<std::int32_t> hard;
  Lanes<real> part;
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
}

/// fly_leg() up to follow_leg(): the legs and what is lost on them.
YTTRIA_LANES void choose_legs(const ProblemView& problem, ElectronLanes& __restrict e,
                              LaneLegs& __restrict l) {
  const PhysicsTablesView& tables = problem.tables;
  Lanes<std::int32_t> row, stays;
  Lanes<real> fraction;
  Lanes<SlowingDown> from, to;
  locate_lanes(e, e.energy, row, fraction);
  look_up_lanes(tables, row, fraction, from);
  find_confined(problem, e, from, stays, l);
  draw_lanes(problem, e, l);
  find_soft_stops(tables, e, from, l);
  locate_lanes(e, l.mean_end, row, fraction);
  look_up_lanes(tables, row, fraction, to);
  find_hard_stops(tables, e, from, to, l);
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
    const real variance = stays[i] != 0 ? real(0) : l.variance[i];
    l.loss[i] =
        detail::straggled_loss(l.mean_loss[i], variance, e.energy[i], uniform(l.word[0][i]));
  }
}

/// sample_hinge_deflection() of the lanes whose words are in the grid; the others are left to
/// follow_leg().
YTTRIA_LANES void sample_deflections(const PhysicsTablesView& tables,
                                     const ElectronLanes& __restrict e,
                                     const LaneLegs& __restrict l, const Lanes<EnergyQuanta>& end,
                                     Lanes<real>& deflection) {
  Lanes<std::int32_t> row, index;
  Lanes<real> fraction, low, high, a;
  for (int i = 0; i < cpu_lanes; ++i) {
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
    deflection[i] = deflection_of(interpolate(low[i], high[i], fraction[i]), a[i]);
  }
}

/// Where the legs lead, and which of them are done with a turn there: they end at a hinge in their
/// voxel.
YTTRIA_LANES void find_turns(const ProblemView& problem, const ElectronLanes& __restrict e,
                             const Lanes<EnergyQuanta>& end, Lanes<real>& x, Lanes<real>& y,
                             Lanes<real>& z, LaneLegs& __restrict l) {
  const real size_x = problem.grid.size_cm[0], size_y = problem.grid.size_cm[1],
             size_z = problem.grid.size_cm[2];
  const EnergyQuanta cutoff = problem.tables.electron_cutoff;
  for (int i = 0; i < cpu_lanes; ++i) {
    const real density = e.density_g_cm3[i];
    const real distance = l.path_g_cm2[i] / density;
    const real to_x = e.x[i] + e.ux[i] * distance;
    const real to_y = e.y[i] + e.uy[i] * distance;
    const real to_z = e.z[i] + e.uz[i] * distance;
    const int inside_x = (to_x >= real(0) ? 1 : 0) & (to_x <= size_x ? 1 : 0);
    const int inside_y = (to_y >= real(0) ? 1 : 0) & (to_y <= size_y ? 1 : 0);
    const int inside_z = (to_z >= real(0) ? 1 : 0) & (to_z <= size_z ? 1 : 0);
    const int stays = inside_x & inside_y & inside_z & (density > real(0) ? 1 : 0);
    const int at_hinge = (l.event[i] == detail::LegEvent::hinge ? 1 : 0) &
                         (end[i] > cutoff ? 1 : 0) & (l.end[i] == LaneEnd::open ? 1 : 0);
    const int in_table = l.word[1][i] >= lowest_survival_word ? 1 : 0;
    x[i] = to_x;
    y[i] = to_y;
    z[i] = to_z;
    l.end[i] = (stays & at_hinge & in_table) != 0 ? LaneEnd::turned : l.end[i];
  }
}

/// PendingDeposit::add() of what is lost by those that turn and those that end.
YTTRIA_LANES void deposit(const PhysicsTablesView& tables, const Lanes<EnergyQuanta>& end,
                          const LaneLegs& __restrict l, ElectronLanes& __restrict e) {
  Lanes<real> weight;
  for (int i = 0; i < cpu_lanes; ++i) {
    weight[i] = score_weight(tables, e.material[i], e.energy[i] - l.loss[i] / 2);
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
}

/// What follow_leg() does where a leg ends at a hinge in its voxel, and end_here().
YTTRIA_LANES void fly_and_turn(const ProblemView& problem, ElectronLanes& __restrict e,
                               LaneLegs& __restrict l) {
  Lanes<EnergyQuanta> end;
  Lanes<real> deflection, x, y, z, ux, uy, uz;
  for (int i = 0; i < cpu_lanes; ++i) end[i] = e.energy[i] - l.loss[i];
  sample_deflections(problem.tables, e, l, end, deflection);
  find_turns(problem, e, end, x, y, z, l);
  deposit(problem.tables, end, l, e);
  for (int i = 0; i < cpu_lanes; ++i) {
    const Vec3 direction =
        deflected({e.ux[i], e.uy[i], e.uz[i]}, deflection[i], uniform(l.word[3][i]));
    ux[i] = direction.x;
    uy[i] = direction.y;
    uz[i] = direction.z;
  }
  for (int i = 0; i < cpu_lanes; ++i) {
    const bool turned = l.end[i] == LaneEnd::turned;
    e.x[i] = turned ? x[i] : e.x[i];
    e.y[i] = turned ? y[i] : e.y[i];
    e.z[i] = turned ? z[i] : e.z[i];
    e.ux[i] = turned ? ux[i] : e.ux[i];
    e.uy[i] = turned ? uy[i] : e.uy[i];
    e.uz[i] = turned ? uz[i] : e.uz[i];
    const real next = uniform(l.word[2][i]);
    const real hard_left = e.hard_clock[i] - l.hard_events[i];
    e.hinge_clock[i] = turned ? e.step_rest[i] + next : e.hinge_clock[i];
    e.step_rest[i] = turned ? real(1) - next : e.step_rest[i];
    e.hard_clock[i] = turned ? (hard_left < real(0) ? real(0) : hard_left) : e.hard_clock[i];
  }
}

YTTRIA_LANES void fly(const ProblemView& problem, ElectronLanes& __restrict electrons,
                      LaneLegs& __restrict legs) {
  choose_legs(problem, electrons, legs);
  fly_and_turn(problem, electrons, legs);
}

/// With AVX-512. Everything is inlined, so no function compiled for it can be called elsewhere.
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

std::vector<FlyLanes> ways_to_fly_lanes() {
  if (has_wide_vectors()) return {fly_wide, fly_narrow};
  return {fly_narrow};
}

}  // namespace yttria
