// SPDX-License-Identifier: Apache-2.0
#include "engine/case/bad_voxels.hpp"

#include <fmt/format.h>

namespace yttria {

std::string voxel_place(std::int64_t voxel, const std::array<std::int64_t, 3>& shape) {
  const std::int64_t x = voxel % shape[0];
  const std::int64_t y = voxel / shape[0] % shape[1];
  const std::int64_t z = voxel / (shape[0] * shape[1]);
  return fmt::format("[{}][{}][{}]", z, y, x);
}

void BadVoxels::report(Problems& problems, const hdf5::Object& volume,
                       const std::array<std::int64_t, 3>& shape, const std::string& rule) const {
  if (count_ == 0) return;
  const std::string more = count_ > 1 ? fmt::format(" (and {} more voxels)", count_ - 1) : "";
  problems.report(volume.says(
      fmt::format("voxel {} is {}{}; {}", voxel_place(first_, shape), value_, more, rule)));
}

}  // namespace yttria
