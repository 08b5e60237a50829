// SPDX-License-Identifier: Apache-2.0
// Photons fly by Woodcock tracking (Woodcock et al. 1965, ANL-7050): free paths are sampled with
// the largest attenuation coefficient of the whole grid and a collision is real with the
// probability that the voxel's own bears to it. Voxel faces do not matter, but where next to
// nothing is in the way.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/core/contracts.hpp"
#include "kernels/core/macros.hpp"
#include "kernels/physics/photon_interactions.hpp"
#include "kernels/transport/history.hpp"
#include "kernels/transport/leg.hpp"
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

enum class PhotonMove { collided, went_on, left_grid };

/// Within one voxel: to the place of the collision, or through the nearest face.
YTTRIA_HD inline PhotonMove move_in_voxel(const VoxelGridView& grid, Particle& p,
                                          real distance_cm) {
  const real to_x = distance_to_face(p.position_cm.x, p.direction.x, grid.size_cm[0]);
  const real to_y = distance_to_face(p.position_cm.y, p.direction.y, grid.size_cm[1]);
  const real to_z = distance_to_face(p.position_cm.z, p.direction.z, grid.size_cm[2]);
  const real nearest = nearer(to_x, nearer(to_y, to_z));
  if (distance_cm >= nearest) {
    const bool inside = cross_face(grid, p, to_x, to_y, to_z, nearest);
    return inside ? PhotonMove::went_on : PhotonMove::left_grid;
  }
  p.position_cm.x = within(p.position_cm.x + p.direction.x * distance_cm, grid.size_cm[0]);
  p.position_cm.y = within(p.position_cm.y + p.direction.y * distance_cm, grid.size_cm[1]);
  p.position_cm.z = within(p.position_cm.z + p.direction.z * distance_cm, grid.size_cm[2]);
  return PhotonMove::collided;
}

/// What a photon of one energy meets in a voxel.
struct PhotonMedium {
  std::uint32_t material;
  const PhotonStep* step;
  real attenuation_per_cm;
};
YTTRIA_HD inline PhotonMedium photon_medium(const ProblemView& problem, const VoxelIndex& index,
                                            const energy_grid::Position& at) {
  const std::uint64_t voxel = problem.grid.linear(index);
  const std::uint32_t material = problem.grid.material[voxel];
  const PhotonStep& step = photon_step(problem.tables, material, at.index);
  return {
      material, &step,
      static_cast<real>(problem.grid.density_g_cm3[voxel]) * mass_attenuation(step, at.fraction)};
}

/// Moves to the next collision, real or not, by Woodcock's method; voxel by voxel with the voxel's
/// own attenuation where that is far below the majorant: in vacuum and air beside bone, photons of
/// 1 keV would meet thousands of collisions per cm of which none is real. Free paths have no
/// memory, so the method may change wherever the photon is.
YTTRIA_HD inline PhotonMove move_photon(const ProblemView& problem, Particle& p,
                                        const energy_grid::Position& at, const RandomBlock& block) {
  constexpr real thin = real(1.0 / 256);
  const std::uint64_t ends = 2 * static_cast<std::uint64_t>(at.index);
  const real majorant =
      interpolate(problem.photon_majorant[ends], problem.photon_majorant[ends + 1], at.fraction);
  const real free_paths = exponential(block.word[0]);
  const real own = photon_medium(problem, p.voxel, at).attenuation_per_cm;
  YTTRIA_EXPECT(own <= majorant);
  if (own < thin * majorant) {
    return move_in_voxel(problem.grid, p, own > real(0) ? free_paths / own : far_cm);
  }
  if (!move_freely(problem.grid, p, free_paths / majorant)) return PhotonMove::left_grid;
  const real there = photon_medium(problem, p.voxel, at).attenuation_per_cm;
  YTTRIA_EXPECT(there <= majorant);
  const bool real_collision = uniform(block.word[1]) * majorant < there;
  return real_collision ? PhotonMove::collided : PhotonMove::went_on;
}

/// Follows a photon to its next collision or face.
template <class Tally>
YTTRIA_HD inline LegEnd fly_photon(History<Tally>& h, Particle& p) {
  const ProblemView& problem = h.problem;
  LegEnd end = {};
  if (p.energy < problem.tables.photon_cutoff) {
    const std::uint32_t material = problem.grid.material[problem.grid.linear(p.voxel)];
    h.pending.add(p.energy, score_weight(problem.tables, material, p.energy));
    p.energy = 0;
    end.due = Due::end;
    return end;
  }
  h.pending.flush(problem.grid, p.voxel, h.tally, h.result);
  end.block = draw(p, problem.seed, h.id);
  switch (move_photon(problem, p, energy_grid::locate(p.energy), end.block)) {
    case PhotonMove::went_on:
      break;
    case PhotonMove::left_grid:
      h.result.escaped += static_cast<std::uint64_t>(p.energy);
      ++h.result.left_grid;
      end.due = Due::end;
      break;
    case PhotonMove::collided:
      end.due = Due::event;
      break;
  }
  return end;
}

/// The collision at the end of a free path.
template <class Tally>
YTTRIA_HD inline void end_photon_path(History<Tally>& h, Particle& p, const LegEnd& end) {
  const energy_grid::Position at = energy_grid::locate(p.energy);
  const PhotonMedium medium = photon_medium(h.problem, p.voxel, at);
  const PhotonProcess process =
      choose_process(*medium.step, at.fraction, uniform(end.block.word[2]));
  interact(h, p, medium.material, process, uniform(end.block.word[3]));
}

}  // namespace yttria::detail
