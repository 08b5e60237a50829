// SPDX-License-Identifier: Apache-2.0
#include "engine/result/batch_ranges.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace yttria {
namespace {

using Set = std::vector<BatchRange>;

std::set<std::uint64_t> members(const Set& set) {
  std::set<std::uint64_t> all;
  for (const BatchRange& range : set) {
    for (std::uint64_t batch = range.first; batch < range.last; ++batch) all.insert(batch);
  }
  return all;
}

Set any_set() {
  const auto chosen = *rc::gen::container<std::set<std::uint64_t>>(rc::gen::inRange(0, 30));
  Set set;
  for (const std::uint64_t batch : chosen) set = united(set, {{batch, batch + 1}});
  RC_ASSERT(members(set) == chosen);
  return set;
}

bool is_proper(const Set& set) {
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set[i].first >= set[i].last || (i > 0 && set[i].first <= set[i - 1].last)) return false;
  }
  return true;
}

RC_GTEST_PROP(BatchRanges, AreSets, ()) {
  const Set a = any_set(), b = any_set();
  const std::set<std::uint64_t> x = members(a), y = members(b);
  std::set<std::uint64_t> either = x, both, rest;
  either.insert(y.begin(), y.end());
  for (const std::uint64_t batch : x) {
    if (y.contains(batch)) both.insert(batch);
  }
  RC_ASSERT(members(united(a, b)) == either);
  RC_ASSERT(members(common(a, b)) == both);
  RC_ASSERT(is_proper(united(a, b)) && is_proper(common(a, b)));
  RC_ASSERT(count(a) == x.size());
  RC_ASSERT(contains(a, b) == (both == y));
  const BatchRange range{*rc::gen::inRange<std::uint64_t>(0, 15),
                         *rc::gen::inRange<std::uint64_t>(15, 30)};
  for (std::uint64_t batch = range.first; batch < range.last; ++batch) {
    if (!x.contains(batch)) rest.insert(batch);
  }
  RC_ASSERT(members(without(range, a)) == rest);
  RC_ASSERT(is_proper(without(range, a)));
}

TEST(BatchRanges, AreSaidInWords) {
  EXPECT_EQ(to_string({{0, 8}, {12, 16}}), "0:8, 12:16");
  EXPECT_EQ(to_string({}), "");
}

}  // namespace
}  // namespace yttria
