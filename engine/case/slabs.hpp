// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/hdf5/dataset.hpp"

namespace yttria {

inline constexpr std::uint64_t slab_bytes = 8u << 20;

/// Reads a volume in z-slabs and calls visit(values, number of values, first voxel) for each, so
/// that no second copy of the volume is ever in memory.
template <class T, class Visit>
void for_each_slab(const hdf5::Dataset& volume, Visit&& visit) {
  const std::uint64_t planes = volume.shape().front();
  const std::uint64_t step = volume.planes_per_read(slab_bytes, sizeof(T));
  const std::uint64_t plane_voxels = hdf5::elements(volume.shape()) / planes;
  std::vector<T> values(std::min(step, planes) * plane_voxels);
  for (std::uint64_t z = 0; z < planes; z += step) {
    const std::uint64_t count = std::min(step, planes - z);
    volume.read_planes(z, count, values.data());
    visit(static_cast<const T*>(values.data()), static_cast<std::int64_t>(count * plane_voxels),
          static_cast<std::int64_t>(z * plane_voxels));
  }
}

}  // namespace yttria
