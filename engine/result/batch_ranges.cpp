// SPDX-License-Identifier: Apache-2.0
#include "engine/result/batch_ranges.hpp"

#include <algorithm>

namespace yttria {

std::uint64_t count(const std::vector<BatchRange>& set) {
  std::uint64_t batches = 0;
  for (const BatchRange& range : set) batches += range.last - range.first;
  return batches;
}

std::vector<BatchRange> united(std::vector<BatchRange> one, const std::vector<BatchRange>& other) {
  one.insert(one.end(), other.begin(), other.end());
  std::sort(one.begin(), one.end(),
            [](const BatchRange& a, const BatchRange& b) { return a.first < b.first; });
  std::vector<BatchRange> joined;
  for (const BatchRange& range : one) {
    if (!joined.empty() && range.first <= joined.back().last) {
      joined.back().last = std::max(joined.back().last, range.last);
    } else {
      joined.push_back(range);
    }
  }
  return joined;
}

std::vector<BatchRange> common(const std::vector<BatchRange>& one,
                               const std::vector<BatchRange>& other) {
  std::vector<BatchRange> both;
  for (auto a = one.begin(), b = other.begin(); a != one.end() && b != other.end();) {
    const std::uint64_t first = std::max(a->first, b->first), last = std::min(a->last, b->last);
    if (first < last) both.push_back({first, last});
    a->last < b->last ? ++a : ++b;
  }
  return both;
}

std::vector<BatchRange> without(const BatchRange& range, const std::vector<BatchRange>& set) {
  std::vector<BatchRange> left;
  std::uint64_t first = range.first;
  for (const BatchRange& taken : common({range}, set)) {
    if (first < taken.first) left.push_back({first, taken.first});
    first = taken.last;
  }
  if (first < range.last) left.push_back({first, range.last});
  return left;
}

bool contains(const std::vector<BatchRange>& set, const std::vector<BatchRange>& other) {
  return common(set, other) == other;
}

std::string to_string(const std::vector<BatchRange>& set) {
  std::string text;
  for (const BatchRange& range : set) {
    text +=
        (text.empty() ? "" : ", ") + std::to_string(range.first) + ":" + std::to_string(range.last);
  }
  return text;
}

}  // namespace yttria
