// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/kernel_methods/kernel.hpp"

namespace yttria {

/// Energy in units of the energy of one decay, [z][y][x], from a point kernel whose radius is
/// scaled by the mass path between source and target.
///
/// Let F(m) be the fraction of the energy that the kernel's own medium takes within mass depth
/// m = density x radius. From a point the energy goes out evenly in all directions, and along each
/// what is deposited between two distances is F(m2) - F(m1), m the integral of density along the
/// ray. Per voxel volume that is the kernel scaled by the mass path,
///   D(r) = F'(m(r)) / (4 pi r^2),
/// which for a uniform medium is the kernel itself at any density (Cross 1968, Can J Phys 46:1605:
/// the scaling of beta kernels by mass depth), and each ray keeps all of its energy. Rays per
/// source voxel: `rays`, from places in the voxel and into directions of a five-dimensional
/// additive recurrence (Roberts 2018, generalised golden ratio), with all their mirror images.
/// Beyond the range of the electrons, where photons carry less than a hundredth, one in sixteen is
/// followed for all.
///
/// Known to fail where electrons turn back or aside: behind interfaces a straight ray cannot know
/// what is scattered in from beside it, and composition is not seen at all.
///
/// Energies are counted as integers, so the result is the same for any number of threads (0: all)
/// and what rays deposit and what leaves the grid or the kernel adds up exactly.
struct Superposition {
  std::vector<double> energy;
  double left_grid = 0;  // in the same unit, also what would be deposited in vacuum
  double beyond = 0;     // the kernel ends
};
Superposition superpose(const Case& problem, const PointKernel& kernel, int rays, int threads);

inline constexpr int default_rays = 1024;

}  // namespace yttria
