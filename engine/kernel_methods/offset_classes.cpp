// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/offset_classes.hpp"

#include <utility>

namespace yttria {

namespace {

using Offset = std::array<std::int64_t, 3>;  // x y z

std::size_t index_of(const Offset& at, const Offset& reach) {
  return static_cast<std::size_t>((at[2] * (reach[1] + 1) + at[1]) * (reach[0] + 1) + at[0]);
}

std::uint64_t mirrors(const Offset& at) {
  return (at[0] > 0 ? 2u : 1u) * (at[1] > 0 ? 2u : 1u) * (at[2] > 0 ? 2u : 1u);
}

}  // namespace

OffsetClasses::OffsetClasses(const std::array<double, 3>& spacing_mm, const Offset& reach)
    : class_of_(index_of(reach, reach) + 1), voxels_(class_of_.size(), 0) {
  std::size_t index = 0;
  for (std::int64_t z = 0; z <= reach[2]; ++z) {
    for (std::int64_t y = 0; y <= reach[1]; ++y) {
      for (std::int64_t x = 0; x <= reach[0]; ++x, ++index) {
        Offset least = {x, y, z};
        for (std::size_t a = 0; a < 3; ++a) {
          for (std::size_t b = a + 1; b < 3; ++b) {
            const bool alike = spacing_mm[a] == spacing_mm[b] && reach[a] == reach[b];
            if (alike && least[a] > least[b]) std::swap(least[a], least[b]);
          }
        }
        class_of_[index] = index_of(least, reach);
        voxels_[class_of_[index]] += mirrors({x, y, z});
      }
    }
  }
}

std::vector<double> OffsetClasses::fractions(const std::vector<std::uint64_t>& energy,
                                             std::uint64_t emitted) const {
  std::vector<std::uint64_t> sums(offsets(), 0);
  for (std::size_t i = 0; i < energy.size(); ++i) sums[class_of_[i]] += energy[i];
  std::vector<double> fractions(offsets());
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    const std::size_t c = class_of_[i];
    fractions[i] = static_cast<double>(sums[c]) / static_cast<double>(voxels_[c]) /
                   static_cast<double>(emitted);
  }
  return fractions;
}

}  // namespace yttria
