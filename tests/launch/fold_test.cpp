// SPDX-License-Identifier: Apache-2.0
// The sums of devices, index by index, against the plain ones of the host.
#include "kernels/launch/fold.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "kernels/core/rng.hpp"
#include "kernels/launch/host_fold.hpp"
#include "kernels/launch/roi_pieces.hpp"

namespace yttria {
namespace {

constexpr std::uint64_t voxels = 300;

/// Two regions that overlap and one that is empty; runs longer than a piece.
RoiLayout layout() {
  RoiLayout rois;
  rois.rois = {{{{3, 4}, {10, 180}}}, {{{170, 240}, {299, 300}}}, {}};
  rois.any.runs = {{3, 4}, {10, 240}, {299, 300}};
  rois.any_voxels = 232;
  return rois;
}

/// Energies up to 2^62, many of them 0: squares that carry into the high word.
std::vector<std::uint64_t> batch_energy(std::uint64_t batch) {
  std::vector<std::uint64_t> energy(voxels);
  for (std::uint64_t v = 0; v < voxels; ++v) {
    const RandomBlock r = random_block(9, batch, static_cast<std::uint32_t>(v), 0);
    if (r.word[0] % 3 == 0) continue;
    energy[v] = (static_cast<std::uint64_t>(r.word[1]) << 32 | r.word[2]) >> (2 + r.word[3] % 60);
  }
  return energy;
}

TEST(Fold, PiecesCoverEveryRunOnce) {
  const RoiLayout rois = layout();
  std::vector<int> covered(rois.rois.size() * voxels), places(rois.any_voxels);
  for (const RoiPiece& piece : roi_pieces(rois)) {
    EXPECT_LE(piece.last - piece.first, 32u);
    for (std::uint64_t v = piece.first; v < piece.last; ++v) ++covered[piece.target * voxels + v];
  }
  for (std::size_t roi = 0; roi < rois.rois.size(); ++roi) {
    for (const RoiRuns::Run& run : rois.rois[roi].runs) {
      for (std::uint64_t v = run.first; v < run.last; ++v) --covered[roi * voxels + v];
    }
  }
  EXPECT_EQ(covered, std::vector<int>(covered.size(), 0));
  for (const RoiPiece& piece : group_pieces(rois)) {
    for (std::uint64_t v = piece.first; v < piece.last; ++v)
      ++places[piece.target + v - piece.first];
  }
  EXPECT_EQ(places, std::vector<int>(places.size(), 1));
}

TEST(Fold, EqualsThePlainSums) {
  const RoiLayout rois = layout();
  const std::vector<std::uint64_t> numbers = {4, 20, 5, 0};  // 4 and 20 share a group
  TallySums expected = TallySums::zero(voxels, rois);
  std::vector<std::uint64_t> all;
  for (const std::uint64_t number : numbers) {
    std::vector<std::uint64_t> energy = batch_energy(number);
    all.insert(all.end(), energy.begin(), energy.end());
    fold_rois(energy.data(), number, rois, expected);
    fold_voxels(energy.data(), 0, voxels, expected);
    EXPECT_EQ(energy, std::vector<std::uint64_t>(voxels, 0));
  }

  TallySums sums = TallySums::zero(voxels, rois);
  BatchesInHand hand = {{4, 20, 5, 0}, numbers.size(), voxels, all.data()};
  const std::uint64_t count = rois.rois.size();
  std::vector<std::uint64_t> in_rois(numbers.size() * count), low(count), high(count);
  const std::vector<RoiPiece> pieces = roi_pieces(rois), groups = group_pieces(rois);
  const SumRois sum_rois{hand, pieces.data(), count, in_rois.data()};
  for (std::uint64_t i = 0; i < pieces.size(); ++i) sum_rois(i);
  const FoldRois fold_rois{
      hand.count, count, in_rois.data(), {sums.roi_energy.data(), low.data(), high.data()}};
  for (std::uint64_t i = 0; i < count; ++i) fold_rois(i);
  const FoldGroups fold_groups{hand, groups.data(), rois.any_voxels, sums.groups.data()};
  for (std::uint64_t i = 0; i < groups.size(); ++i) fold_groups(i);
  const FoldVoxels fold_voxels{
      hand, {sums.energy.data(), sums.squared_low.data(), sums.squared_high.data()}};
  for (std::uint64_t i = 0; i < voxels; ++i) fold_voxels(i);

  EXPECT_EQ(sums.energy, expected.energy);
  EXPECT_EQ(sums.squared_low, expected.squared_low);
  EXPECT_EQ(sums.squared_high, expected.squared_high);
  EXPECT_EQ(sums.groups, expected.groups);
  EXPECT_EQ(sums.roi_energy, expected.roi_energy);
  for (std::size_t i = 0; i < count; ++i) {
    EXPECT_EQ(static_cast<Uint128>(high[i]) << 64 | low[i], expected.roi_squared[i]);
  }
  EXPECT_EQ(all, std::vector<std::uint64_t>(all.size(), 0));
  EXPECT_EQ(in_rois, std::vector<std::uint64_t>(in_rois.size(), 0));
}

}  // namespace
}  // namespace yttria
