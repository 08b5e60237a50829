// SPDX-License-Identifier: Apache-2.0
// Dose kernels: what one decay gives to a uniform, practically infinite medium.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/case/case.hpp"
#include "engine/result/dose.hpp"

namespace yttria {

/// What a kernel is of.
struct KernelSubject {
  Material medium;
  double density_g_cm3 = 0;
  std::string nuclide = "Y-90";     // or "electron"
  std::string emission;             // data set of the spectrum, in words
  double energy_per_decay_MeV = 0;  // mean energy of the emitted electron
  std::string emission_digest;      // SHA-256 of the emitted energies, as hex digits
};

/// Exact energies of the run that made a kernel, quanta.
struct KernelEnergy {
  std::uint64_t emitted = 0;
  std::uint64_t in_kernel = 0;  // the sum of the kernel's own energies
  std::uint64_t beyond() const { return emitted - in_kernel; }
  double beyond_fraction() const {
    return static_cast<double>(beyond()) / static_cast<double>(emitted);
  }
};

/// Voxel S values: mean absorbed dose in a voxel from a uniform source in another one
/// (MIRD Pamphlet No. 17, Bolch et al. 1999, J Nucl Med 40:11S). By symmetry one octant says all:
/// offsets 0..reach along each axis, [z][y][x], index 0 the source voxel.
struct VoxelKernel {
  KernelSubject subject;
  std::array<double, 3> spacing_mm{};
  std::array<std::int64_t, 3> reach{};  // voxels to each side of the source, x y z
  std::vector<std::uint64_t> energy;    // quanta in all voxels that mirrors make of an offset
  std::vector<double> energy_fraction;  // of the emitted energy, in one voxel
  std::vector<double> uncertainty;      // of that, relative, 1 sigma; NaN unknown
  KernelEnergy total;
  std::uint64_t histories = 0;
  Provenance provenance;

  std::array<std::int64_t, 3> octant() const { return {reach[0] + 1, reach[1] + 1, reach[2] + 1}; }
  std::size_t at(std::int64_t x, std::int64_t y, std::int64_t z) const {
    return static_cast<std::size_t>((z * (reach[1] + 1) + y) * (reach[0] + 1) + x);
  }
  /// Voxels that mirrors make of an offset.
  static double mirrors(std::int64_t x, std::int64_t y, std::int64_t z) {
    return (x > 0 ? 2 : 1) * (y > 0 ? 2 : 1) * (z > 0 ? 2 : 1);
  }
  /// Sum of energy_fraction over the whole kernel.
  double fraction_in_kernel() const;
  /// mGy per MBq s (1e-9 Gy per decay).
  double s_value(std::size_t offset) const;
};

/// Dose point kernel: energy in spherical shells about a point source (Berger 1971, MIRD Pamphlet
/// No. 7; scaled to other densities by mass depth).
struct PointKernel {
  KernelSubject subject;
  std::vector<double> radius_mm;      // shell bounds, ascending from 0, [shells + 1]
  std::vector<std::uint64_t> energy;  // quanta, [shells]
  std::vector<double> uncertainty;    // of the fractions, relative, 1 sigma; NaN unknown, [shells]
  KernelEnergy total;
  std::uint64_t histories = 0;
  Provenance provenance;

  std::size_t shells() const { return energy.size(); }
  double energy_fraction(std::size_t shell) const {
    return static_cast<double>(energy[shell]) / static_cast<double>(total.emitted);
  }
  /// Mean absorbed dose in the shell, mGy per MBq s.
  double dose(std::size_t shell) const;
  /// Radius that holds this fraction of the emitted energy, mm; linear within a shell; NaN when the
  /// kernel ends before it.
  double radius_of_fraction_mm(double fraction) const;
};

}  // namespace yttria
