// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/kernel_methods/kernel.hpp"

namespace yttria {

/// How a convolution is computed; both give the same to rounding.
enum class ConvolutionWay { fastest, direct, fourier };

/// Energy in units of the energy of one decay, [z][y][x]:
///   E(t) = sum over s of decays(s) energy_fraction(t - s).
/// What the kernel carries out of the grid is not in it.
///
/// direct: sums over sources and offsets, for small kernels and few sources. fourier: the box about
/// the sources is convolved in slabs of z, two of them at a time as real and imaginary part, since
/// the kernel is real; rounding leaves parts in 1e15 of the largest value where nothing is, and
/// what is below 1e-14 of it is set to 0. The same bits for any number of threads (0: all).
std::vector<double> convolve(const std::vector<float>& decays,
                             const std::array<std::int64_t, 3>& shape, const VoxelKernel& kernel,
                             int threads, ConvolutionWay way = ConvolutionWay::fastest);

/// The kernel without the voxels whose centres are farther than this from the source's; its
/// axes end with the last voxel kept. Energies beyond count as beyond.
VoxelKernel truncated(const VoxelKernel& kernel, double radius_mm);

}  // namespace yttria
