// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <optional>

#include "engine/kernel_methods/kernel.hpp"
#include "engine/run/run.hpp"

namespace yttria {

/// What is emitted in which medium.
struct KernelSource {
  Material medium;
  std::optional<double> density_g_cm3;  // the material's own
  std::string nuclide = "Y-90";         // or "electron", with its energy
  double electron_energy_MeV = 0;
  std::vector<std::pair<double, double>> beta_spectrum;  // MeV, per MeV; empty: the nuclide's own

  /// Mass path no electron of this source exceeds, as a length in the medium: the CSDA range of its
  /// highest energy, mm.
  double range_mm() const;
  double density() const { return density_g_cm3.value_or(medium.nominal_density_g_cm3); }
};

struct VoxelKernelOrder {
  KernelSource source;
  std::array<double, 3> spacing_mm{3, 3, 3};
  /// Half edge of the box of S values, mm, rounded up to whole voxels. Left out: 10 g/cm2, by when
  /// bremsstrahlung has fallen to parts per million, but no more than 40 voxels, and at least the
  /// range of the electrons.
  std::optional<double> radius_mm;
};

struct PointKernelOrder {
  KernelSource source;
  std::optional<double> shell_mm;   // width of a shell; left out: about a hundredth of the range
  std::optional<double> radius_mm;  // left out: 10 g/cm2, beyond the range in growing shells
};

/// Histories, seed, settings and workers of `options` are used; a goal is for the source voxel.
/// `stop` ends a run after the batch in hand. Default: 2^21 histories. Throws InputError for what
/// cannot be computed.
VoxelKernel compute_kernel(const VoxelKernelOrder& order, const RunOptions& options,
                           const std::function<void(const Progress&)>& on_progress,
                           const std::atomic<bool>& stop);

/// The same on the CPU, whatever the backend: shells need the places of all deposits.
PointKernel compute_kernel(const PointKernelOrder& order, const RunOptions& options,
                           const std::function<void(const Progress&)>& on_progress,
                           const std::atomic<bool>& stop);

}  // namespace yttria
