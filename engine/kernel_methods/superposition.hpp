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
/// ray. That is the kernel scaled by the mass path: the dose at distance r is
///   D(r) = F'(m(r)) / (4 pi r^2),
/// for a uniform medium the kernel itself at any density, and each ray keeps all of its energy.
/// The rays of a source voxel (ray_set.hpp) start all over it; those of points, too. Each row of
/// voxels has rays of its own: 1024 to 262144 from each source voxel, more where there are few
/// rows (`rays` 0), or as many as asked for. Beyond what electrons reach, one in seventeen is
/// followed for all.
///
/// Known to fail where electrons turn back or aside: behind interfaces a straight ray cannot know
/// what is scattered in from beside it, and composition is not seen at all.
///
/// Energies are counted as integers, so the result is the same for any number of threads (0: all),
/// and what rays deposit and what leaves the grid or the kernel adds up.
struct Superposition {
  std::vector<double> energy;
  double left_grid = 0;    // in the same unit
  double beyond = 0;       // the kernel ends
  std::uint64_t rays = 0;  // of a source voxel
};
Superposition superpose(const Case& problem, const PointKernel& kernel, int rays, int threads);

}  // namespace yttria
