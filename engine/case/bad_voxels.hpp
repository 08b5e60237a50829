// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "engine/case/problems.hpp"
#include "engine/hdf5/object.hpp"

namespace yttria {

/// "[z][y][x]" of a voxel in x-fastest order; shape is x, y, z.
std::string voxel_place(std::int64_t voxel, const std::array<std::int64_t, 3>& shape);

/// Voxels of one volume that break one rule: the first with its value, and how many there are.
class BadVoxels {
 public:
  void add(std::int64_t voxel, double value) {
    if (count_++ == 0) {
      first_ = voxel;
      value_ = value;
    }
  }
  bool any() const { return count_ > 0; }
  /// Reports nothing when there is none. `rule` says what must hold and the remedy.
  void report(Problems& problems, const hdf5::Object& volume,
              const std::array<std::int64_t, 3>& shape, const std::string& rule) const;

 private:
  std::int64_t count_ = 0;
  std::int64_t first_ = 0;
  double value_ = 0;
};

}  // namespace yttria
