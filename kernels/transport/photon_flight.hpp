// SPDX-License-Identifier: Apache-2.0
// Photons fly by Woodcock tracking (Woodcock et al. 1965, ANL-7050): free paths are sampled with
// the largest attenuation coefficient of the whole grid and a collision is real with the
// probability that the voxel's own bears to it. Voxel faces do not matter.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/core/contracts.hpp"
#include "kernels/core/macros.hpp"
#include "kernels/physics/photon_interactions.hpp"
#include "kernels/transport/history.hpp"
#include "kernels/transport/photon_event.hpp"

namespace yttria::detail {

/// Moves a coordinate in its voxel, and the voxel's index; false outside of the grid.
YTTRIA_HD inline bool shift(real& position, std::int32_t& voxel, real move, real size,
                            std::int32_t count) {
  const real target = position + move;
  const real steps = std::floor(target / size);
  // No grid has 2^24 voxels in a row, so the sum is exact where it matters.
  const real next = static_cast<real>(voxel) + steps;
  if (!(next >= real(0) && next < static_cast<real>(count))) return false;
  voxel = static_cast<std::int32_t>(next);
  position = within(std::fma(-steps, size, target), size);
  return true;
}

/// Moves straight; false when that leads out of the grid, and the photon then stays as it is.
YTTRIA_HD inline bool move_freely(const VoxelGridView& grid, Particle& p, real distance_cm) {
  Particle moved = p;
  const bool inside = shift(moved.position_cm.x, moved.voxel.x, p.direction.x * distance_cm,
                            grid.size_cm[0], grid.shape[0]) &&
                      shift(moved.position_cm.y, moved.voxel.y, p.direction.y * distance_cm,
                            grid.size_cm[1], grid.shape[1]) &&
                      shift(moved.position_cm.z, moved.voxel.z, p.direction.z * distance_cm,
                            grid.size_cm[2], grid.shape[2]);
  if (inside) p = moved;
  return inside;
}

template <class Tally>
YTTRIA_HD inline void interact(History<Tally>& h, Particle& p, std::uint32_t material,
                               PhotonProcess process, real azimuth) {
  switch (process) {
    case PhotonProcess::compton:
      compton_event(h, p, material, azimuth);
      return;
    case PhotonProcess::rayleigh:
      rayleigh_event(h, p, material, azimuth);
      return;
    case PhotonProcess::photoelectric:
      photoelectric_event(h, p, azimuth);
      return;
    case PhotonProcess::pair:
      pair_event(h, p, azimuth);
      return;
  }
}

/// Follows a photon to its next collision, real or not; false when it has come to its end.
template <class Tally>
YTTRIA_HD inline bool advance_photon(History<Tally>& h, Particle& p) {
  const ProblemView& problem = h.problem;
  const PhysicsTablesView& tables = problem.tables;
  if (p.energy < tables.photon_cutoff) {
    const std::uint32_t material = problem.grid.material[problem.grid.linear(p.voxel)];
    h.pending.add(p.energy, score_weight(tables, material, p.energy));
    p.energy = 0;
    return false;
  }
  h.pending.flush(problem.grid, p.voxel, h.tally, h.result);
  const RandomBlock block = draw(p, problem.seed, h.id);
  const energy_grid::Position at = energy_grid::locate(p.energy);
  const std::uint64_t ends = 2 * static_cast<std::uint64_t>(at.index);
  const real majorant =
      interpolate(problem.photon_majorant[ends], problem.photon_majorant[ends + 1], at.fraction);
  if (!move_freely(problem.grid, p, exponential(block.word[0]) / majorant)) {
    h.result.escaped += static_cast<std::uint64_t>(p.energy);
    ++h.result.left_grid;
    return false;
  }
  const std::uint64_t voxel = problem.grid.linear(p.voxel);
  const std::uint32_t material = problem.grid.material[voxel];
  const PhotonStep& step = photon_step(tables, material, at.index);
  const real attenuation =
      static_cast<real>(problem.grid.density_g_cm3[voxel]) * mass_attenuation(step, at.fraction);
  YTTRIA_EXPECT(attenuation <= majorant);
  if (uniform(block.word[1]) * majorant >= attenuation) return true;
  const PhotonProcess process = choose_process(step, at.fraction, uniform(block.word[2]));
  interact(h, p, material, process, uniform(block.word[3]));
  return true;
}

}  // namespace yttria::detail
