// SPDX-License-Identifier: Apache-2.0
// Sets of batches as half-open ranges: ascending, disjoint, not adjacent.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace yttria {

/// Half-open range of batch numbers.
struct BatchRange {
  std::uint64_t first;
  std::uint64_t last;
  bool operator==(const BatchRange&) const = default;
};

/// Number of batches in a set.
std::uint64_t count(const std::vector<BatchRange>& set);
/// Both sets, which may overlap.
std::vector<BatchRange> united(std::vector<BatchRange> one, const std::vector<BatchRange>& other);
/// What both sets contain.
std::vector<BatchRange> common(const std::vector<BatchRange>& one,
                               const std::vector<BatchRange>& other);
/// The part of a range that is not in the set.
std::vector<BatchRange> without(const BatchRange& range, const std::vector<BatchRange>& set);
/// Whether the set has every batch of the other.
bool contains(const std::vector<BatchRange>& set, const std::vector<BatchRange>& other);
/// "0:8, 12:16"
std::string to_string(const std::vector<BatchRange>& set);

}  // namespace yttria
