// SPDX-License-Identifier: Apache-2.0
// The file "yttria-kernel" 1.0, attribute kind "voxel" or "point":
//   /medium         attrs name, density_g_cm3, mean_excitation_energy_eV · Z u8[k] · mass_fraction
//                   f8[k]
//   /emission       attrs nuclide, data, energy_per_decay_MeV, digest (of the emitted energies)
//   /kernel (voxel) attr spacing_mm · s_value, energy_fraction, uncertainty f8 [z][y][x]: offsets
//                   from 0 on along each axis
//   /kernel (point) radius f8[n+1] mm · dose, energy_fraction, uncertainty f8[n]
//   /tally          energy u8, as the kernel's arrays (voxel: all mirrors of an offset together);
//                   attrs quantum_MeV, emitted, in_kernel, beyond (decimal strings, exact)
//   /provenance     how it was computed
#pragma once

#include <filesystem>
#include <variant>

#include "engine/kernel_methods/kernel.hpp"

namespace yttria {

void write_kernel(const std::filesystem::path& path, const VoxelKernel& kernel, bool replace);
void write_kernel(const std::filesystem::path& path, const PointKernel& kernel, bool replace);

/// Throws InputError with file, object and remedy, also where derived values are not what /tally
/// makes of them.
std::variant<VoxelKernel, PointKernel> read_kernel(const std::filesystem::path& path);

/// Comma-separated values with the subject and all units in lines that begin with #.
/// voxel: offset_x,offset_y,offset_z (voxels), S value, relative uncertainty.
/// point: inner and outer radius (mm), dose, energy fraction, relative uncertainty.
std::string kernel_csv(const VoxelKernel& kernel);
std::string kernel_csv(const PointKernel& kernel);

}  // namespace yttria
