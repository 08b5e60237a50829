// SPDX-License-Identifier: Apache-2.0
// Threads, the order of batches and their distribution decide who computes what, never a bit of it.
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

#include "kernels/launch/backend.hpp"
#include "tests/support/mixed_problem.hpp"
#include "tests/support/tally_difference.hpp"

namespace yttria {
namespace {

using test::difference;

TallySums run(const Problem& problem, int threads, const std::vector<std::uint64_t>& batches) {
  const std::unique_ptr<Backend> backend =
      make_cpu_backend(problem.view(), problem.roi_layout(), threads);
  return run_batches(*backend, problem.view(), problem.roi_layout(), batches);
}

const std::vector<std::uint64_t> in_order = {0, 1, 2, 3, 4};

class CpuBackend : public ::testing::TestWithParam<const char*> {
 protected:
  // 555 histories: chunks of 256 do not divide it.
  CpuBackend() : problem(test::mixed_problem(GetParam(), 555)) {}
  Problem problem;
};

TEST_P(CpuBackend, NumberOfThreadsChangesNothing) {
  const TallySums one = run(problem, 1, in_order);
  EXPECT_GT(one.deposited, 0u);
  EXPECT_GT(one.escaped, 0u);
  EXPECT_EQ(one.emitted, one.deposited + one.escaped);
  EXPECT_EQ(difference(one, run(problem, 2, in_order)), "");
  EXPECT_EQ(difference(one, run(problem, 5, in_order)), "");
}

TEST_P(CpuBackend, OrderOfBatchesChangesNothing) {
  const TallySums forward = run(problem, 2, in_order);
  EXPECT_EQ(difference(forward, run(problem, 2, {4, 2, 0, 3, 1})), "");
}

TEST_P(CpuBackend, DisjointBatchesAddUp) {
  const TallySums whole = run(problem, 2, {0, 1, 2, 3, 17});
  TallySums sum = run(problem, 1, {0, 17, 2});
  const TallySums rest = run(problem, 3, {3, 1});
  for (std::size_t v = 0; v < sum.energy.size(); ++v) {
    const Uint128 squared =
        (static_cast<Uint128>(sum.squared_high[v]) << 64 | sum.squared_low[v]) +
        (static_cast<Uint128>(rest.squared_high[v]) << 64 | rest.squared_low[v]);
    sum.energy[v] += rest.energy[v];
    sum.squared_low[v] = static_cast<std::uint64_t>(squared);
    sum.squared_high[v] = static_cast<std::uint64_t>(squared >> 64);
  }
  for (std::size_t i = 0; i < sum.groups.size(); ++i) sum.groups[i] += rest.groups[i];
  for (std::size_t i = 0; i < sum.roi_energy.size(); ++i) {
    sum.roi_energy[i] += rest.roi_energy[i];
    sum.roi_squared[i] += rest.roi_squared[i];
  }
  sum.emitted += rest.emitted;
  sum.deposited += rest.deposited;
  sum.escaped += rest.escaped;
  sum.history_digest += rest.history_digest;
  sum.batches += rest.batches;
  EXPECT_EQ(difference(sum, whole), "");
}

// The comparison is not blind: another seed, batch or size of batch gives other sums everywhere.
TEST_P(CpuBackend, ComparisonNoticesOtherHistories) {
  const TallySums here = run(problem, 1, {0});
  const std::string all =
      "energy, squared_low, groups, roi_energy, roi_squared, emitted, deposited, escaped, "
      "history_digest";
  EXPECT_EQ(difference(here, run(problem, 1, {16})), all);
  const Problem reseeded = test::mixed_problem(GetParam(), 555, 8);
  EXPECT_EQ(difference(here, run(reseeded, 1, {0})), all);
  const Problem larger = test::mixed_problem(GetParam(), 556);
  EXPECT_EQ(difference(here, run(larger, 1, {0})), all);
}

// Every voxel's moments follow from the batches one by one.
TEST_P(CpuBackend, MomentsAreThoseOfTheBatches) {
  const TallySums all = run(problem, 2, {0, 16, 3});
  std::vector<TallySums> parts;
  for (const std::uint64_t batch : {0u, 16u, 3u}) parts.push_back(run(problem, 1, {batch}));
  for (std::size_t v = 0; v < all.energy.size(); ++v) {
    std::uint64_t sum = 0;
    Uint128 squares = 0;
    for (const TallySums& part : parts) {
      sum += part.energy[v];
      squares += static_cast<Uint128>(part.energy[v]) * part.energy[v];
    }
    ASSERT_EQ(all.energy[v], sum);
    ASSERT_EQ(all.squared_low[v], static_cast<std::uint64_t>(squares));
    ASSERT_EQ(all.squared_high[v], static_cast<std::uint64_t>(squares >> 64));
  }
  const RoiLayout rois = problem.roi_layout();
  std::uint64_t core = 0;
  for (const RoiRuns::Run& r : rois.rois[0].runs) {
    core = std::accumulate(all.energy.begin() + static_cast<std::ptrdiff_t>(r.first),
                           all.energy.begin() + static_cast<std::ptrdiff_t>(r.last), core);
  }
  EXPECT_EQ(all.roi_energy[0], core);
  // Batches 0 and 16 share group 0, batch 3 has its own; the rest is empty.
  std::uint64_t slot = 0;
  for (const RoiRuns::Run& r : rois.any.runs) {
    for (std::uint64_t v = r.first; v < r.last; ++v, ++slot) {
      ASSERT_EQ(all.groups[slot], parts[0].energy[v] + parts[1].energy[v]);
      ASSERT_EQ(all.groups[3 * rois.any_voxels + slot], parts[2].energy[v]);
      ASSERT_EQ(all.groups[5 * rois.any_voxels + slot], 0u);
    }
  }
  EXPECT_EQ(slot, rois.any_voxels);
}

TEST_P(CpuBackend, VacuumKeepsNothing) {
  const TallySums sums = run(problem, 2, in_order);
  const ProblemView view = problem.view();
  for (std::size_t v = 0; v < sums.energy.size(); ++v) {
    if (view.grid.density_g_cm3[v] == 0) {
      ASSERT_EQ(sums.energy[v], 0u) << v;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Presets, CpuBackend, ::testing::Values("reference", "clinical"),
                         [](const auto& parameters) { return std::string(parameters.param); });

}  // namespace
}  // namespace yttria
