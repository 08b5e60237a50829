// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace yttria {

/// Offsets from a source voxel that a symmetry of the grid maps on each other are one class: axes
/// with equal edges may be swapped, and any axis mirrored. Energies of a class are known as one
/// sum.
class OffsetClasses {
 public:
  /// Of the octant 0..reach (x y z) of voxels with these edges.
  OffsetClasses(const std::array<double, 3>& spacing_mm, const std::array<std::int64_t, 3>& reach);

  std::size_t offsets() const { return class_of_.size(); }
  /// The first offset of its class, as an index of the octant, x fastest.
  std::size_t of(std::size_t offset) const { return class_of_[offset]; }
  /// The mean over the class, as a fraction of the emitted energy, in one voxel of each offset.
  /// `energy`: quanta in all mirrors of an offset.
  std::vector<double> fractions(const std::vector<std::uint64_t>& energy,
                                std::uint64_t emitted) const;

 private:
  std::vector<std::size_t> class_of_;
  std::vector<std::uint64_t> voxels_;  // of the class that begins here, mirrors and swaps
};

}  // namespace yttria
