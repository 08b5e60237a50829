// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <type_traits>

#include "kernels/physics/tables.hpp"
#include "kernels/transport/source.hpp"
#include "kernels/transport/voxel_grid.hpp"

namespace yttria {

/// Everything a history depends on, read-only. Passed to kernels by value.
struct ProblemView {
  VoxelGridView grid;
  SourceView source;
  PhysicsTablesView tables;
  // Largest attenuation coefficient of any voxel, 1/cm: at both ends of every step of the energy
  // grid (Woodcock tracking).
  View<const real> photon_majorant;  // [2 (energy_grid::nodes - 1)]
  std::uint64_t seed;
  std::uint64_t histories_per_batch;

  /// Visits every array once, to upload them.
  template <class F>
  void for_each_array(F&& f) {
    grid.for_each_array(f);
    source.for_each_array(f);
    tables.for_each_array(f);
    f(photon_majorant);
  }
};

static_assert(std::is_trivially_copyable_v<ProblemView> && sizeof(ProblemView) <= 1024,
              "ProblemView is a kernel argument");

}  // namespace yttria
