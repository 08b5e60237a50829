// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/resampled_case.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "engine/exchange/voxel_overlap.hpp"

namespace yttria {
namespace {

Grid grid_of(std::array<std::int64_t, 3> shape, std::array<double, 3> spacing_mm,
             std::array<double, 3> origin_mm) {
  return {shape, spacing_mm, origin_mm, {1, 0, 0, 0, 1, 0, 0, 0, 1}};
}

Grid turned(Grid grid, double degrees) {
  const double c = std::cos(degrees * M_PI / 180), s = std::sin(degrees * M_PI / 180);
  grid.direction = {c, -s, 0, s, c, 0, 0, 0, 1};
  return grid;
}

Volume<float> noise(const Grid& grid) {
  Volume<float> volume{grid, std::vector<float>(static_cast<std::size_t>(grid.voxels()))};
  std::mt19937 random(1);
  for (float& value : volume.values) value = static_cast<float>(random() % 1000);
  return volume;
}

double sum(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

TEST(VoxelOverlap, SharesOfParallelGridsAreThoseOfBoxes) {
  // One voxel from -1 to 5 mm across voxels of 4 mm from -2 mm on: 3/6 and 3/6 along x.
  const Grid one = grid_of({1, 1, 1}, {6, 2, 2}, {2, 0, 0});
  const Grid other = grid_of({4, 3, 3}, {4, 2, 2}, {0, -2, -2});
  const VoxelOverlap overlap(one, other);
  EXPECT_TRUE(overlap.exact());
  std::vector<double> shares(36, 0);
  overlap({0, 0, 0}, [&](std::size_t voxel, double share) { shares[voxel] += share; });
  EXPECT_NEAR(shares[12 + 4 + 0], 0.5, 1e-12);
  EXPECT_NEAR(shares[12 + 4 + 1], 0.5, 1e-12);
  EXPECT_NEAR(sum(shares), 1, 1e-12);
}

TEST(VoxelOverlap, AxesMayBeSwappedAndReversed) {
  const Grid plain = grid_of({3, 4, 5}, {2, 3, 4}, {0, 0, 0});
  Grid swapped = grid_of({5, 3, 4}, {4, 2, 3}, {4, 0, 16});
  swapped.direction = {0, -1, 0, 0, 0, 1, -1, 0, 0};  // x runs down, y to the right, z back
  const VoxelOverlap overlap(plain, swapped);
  EXPECT_TRUE(overlap.exact());
  for (const GridIndex& index : {GridIndex{0, 0, 0}, GridIndex{2, 1, 3}}) {
    int visits = 0;
    overlap(index, [&](std::size_t voxel, double share) {
      ++visits;
      EXPECT_EQ(share, 1);
      const GridIndex there{4 - index[2], 2 - index[0], index[1]};
      EXPECT_EQ(static_cast<std::int64_t>(voxel), (there[2] * 3 + there[1]) * 5 + there[0]);
    });
    EXPECT_EQ(visits, 1);
  }
}

TEST(ShareOut, ConservesWhatLiesOnTheGridAndCountsTheRest) {
  const Volume<float> image = noise(grid_of({9, 8, 7}, {3.1, 2.3, 4.7}, {-10, -8, -12}));
  const double whole = std::accumulate(image.values.begin(), image.values.end(), 0.0);
  for (const double degrees : {0.0, 23.0}) {
    const Grid around = turned(grid_of({60, 60, 40}, {2, 2, 2}, {-40, -60, -40}), degrees);
    const SharedAmounts all = share_out(image, around);
    EXPECT_NEAR(all.handed_out / whole, 1, 1e-12);
    EXPECT_NEAR(sum(all.values) / whole, 1, 1e-9);
    EXPECT_NEAR(all.beyond / whole, 0, 1e-9);
    const Grid small = turned(grid_of({3, 3, 3}, {2.7, 2.7, 2.7}, {-3, -2, -3}), degrees);
    const SharedAmounts part = share_out(image, small);
    EXPECT_GT(part.beyond, 0.3 * whole);
    EXPECT_NEAR((sum(part.values) + part.beyond) / whole, 1, 1e-9);
  }
}

TEST(ShareOut, CentreOfActivityStaysWhereItIs) {
  Volume<float> image = noise(grid_of({9, 8, 7}, {3, 3, 3}, {-12, -10, -9}));
  for (const double degrees : {0.0, 31.0}) {
    const Grid to = turned(grid_of({60, 60, 40}, {1.5, 1.5, 2}, {-20, -40, -30}), degrees);
    const SharedAmounts shared = share_out(image, to);
    const auto centre = [](const Grid& grid, const auto& values) {
      std::array<double, 3> mean{};
      double total = 0;
      for (std::size_t i = 0; i < values.size(); ++i) {
        const auto point = voxel_centre_mm(grid, grid_index(grid, static_cast<std::int64_t>(i)));
        total += static_cast<double>(values[i]);
        for (std::size_t k = 0; k < 3; ++k) mean[k] += static_cast<double>(values[i]) * point[k];
      }
      for (double& v : mean) v /= total;
      return mean;
    };
    const auto before = centre(image.grid, image.values), after = centre(to, shared.values);
    for (std::size_t k = 0; k < 3; ++k) EXPECT_NEAR(before[k], after[k], 0.05);
  }
}

TEST(ResampleMedium, MassIsKeptAndTheHeaviestMaterialWins) {
  const Grid fine = grid_of({4, 2, 2}, {1, 1, 1}, {0.5, 0.5, 0.5});
  // Left half: seven voxels of air and one of bone, which has most of the mass. Right: water.
  std::vector<float> density(16, 1.0f);
  std::vector<std::uint16_t> material(16, 7);
  for (std::size_t z = 0; z < 2; ++z) {
    for (std::size_t y = 0; y < 2; ++y) {
      for (std::size_t x = 0; x < 2; ++x) {
        density[8 * z + 4 * y + x] = 0.0012f;
        material[8 * z + 4 * y + x] = 0;
      }
    }
  }
  density[0] = 1.6f;
  material[0] = 9;
  const Grid coarse = grid_of({3, 1, 1}, {2, 2, 2}, {1, 1, 1});
  const MediumMap map = resample_medium(fine, density, material, coarse, 0.0012f, 0);
  EXPECT_NEAR(map.density_g_cm3[0], (1.6 + 7 * 0.0012) / 8, 1e-6);
  EXPECT_EQ(map.material[0], 9);
  EXPECT_NEAR(map.density_g_cm3[1], 1, 1e-6);
  EXPECT_EQ(map.material[1], 7);
  EXPECT_NEAR(map.density_g_cm3[2], 0.0012, 1e-7);  // beyond the image
  EXPECT_EQ(map.beyond_image, 1);
  const double mass_g = 1e-3 * std::accumulate(density.begin(), density.end(), 0.0);
  EXPECT_NEAR(map.mass_g, mass_g + 8e-3 * 0.0012, 1e-9);
  EXPECT_EQ(map.supposed_g, 0);
  // Half of the second voxel lies beyond the image.
  const MediumMap half = resample_medium(fine, density, material,
                                         grid_of({2, 1, 1}, {2, 2, 2}, {2, 1, 1}), 0.0012f, 0);
  EXPECT_EQ(half.partly_beyond, 1);
  EXPECT_NEAR(half.supposed_g, 4e-3, 1e-9);
}

TEST(ResampleMask, MoreThanHalfAVoxelIsInside) {
  ShareMask mask{grid_of({4, 1, 1}, {1, 1, 1}, {0.5, 0, 0}), {253, 0, 255, 2}};
  EXPECT_NEAR(volume_mL(mask), 2e-3, 1e-12);
  EXPECT_EQ(resample_mask(mask, grid_of({2, 1, 1}, {2, 1, 1}, {1, 0, 0})),
            (std::vector<VoxelRun>{{1, 2}}));
}

TEST(ResampleMask, OfHalvesEverySecondIsInside) {
  const Grid grid = grid_of({4, 1, 1}, {1, 1, 1}, {0, 0, 0});
  for (const std::uint8_t half : {std::uint8_t{127}, std::uint8_t{128}}) {
    EXPECT_EQ(resample_mask({grid, {half, half, half, half}}, grid),
              (std::vector<VoxelRun>{{0, 1}, {2, 3}}));
  }
  EXPECT_TRUE(in_region(127.5, grid_of({2, 2, 2}, {1, 1, 1}, {0, 0, 0}), 6));   // (0, 1, 1)
  EXPECT_FALSE(in_region(127.5, grid_of({2, 2, 2}, {1, 1, 1}, {0, 0, 0}), 7));  // (1, 1, 1)
}

/// Volume on voxels of twice the edge, over that of the mask.
double doubled(const ShareMask& mask) {
  Grid to = mask.grid;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    to.shape[axis] /= 2;
    to.origin_mm[axis] += to.spacing_mm[axis] / 2;
    to.spacing_mm[axis] *= 2;
  }
  std::int64_t voxels = 0;
  for (const VoxelRun& run : resample_mask(mask, to)) voxels += run.last - run.first;
  return static_cast<double>(voxels) * to.voxel_volume_cm3() / volume_mL(mask);
}

template <class Inside>
ShareMask mask_of(const Grid& grid, Inside&& inside) {
  ShareMask mask{grid, {}};
  for (std::int64_t voxel = 0; voxel < grid.voxels(); ++voxel) {
    mask.values.push_back(inside(voxel_centre_mm(grid, grid_index(grid, voxel))) ? 255 : 0);
  }
  return mask;
}

TEST(ResampleMask, SpheresKeepTheirVolumeOnVoxelsOfTwiceTheEdge) {
  struct Row {
    double radius_mm, each, mean;  // largest differences; with ties by halves -0.13 and -0.047 at 5
  };
  for (const Row& row : {Row{5, 0.15, 0.06}, Row{8, 0.035, 0.015}, Row{15, 0.017, 0.005}}) {
    const auto edge = 2 * (static_cast<std::int64_t>(row.radius_mm) + 3);
    const double half = static_cast<double>(edge) / 2;
    const Grid grid = grid_of({edge, edge, edge}, {1, 1, 1}, {0.5, 0.5, 0.5});
    double sum = 0;
    int count = 0;
    for (const double x : {0.0, 0.25, 0.5, 0.9}) {
      for (const double y : {0.0, 0.3, 0.5, 1.0}) {
        for (const double z : {0.0, 0.5, 1.0}) {
          const double ratio = doubled(mask_of(grid, [&](const std::array<double, 3>& at) {
            return std::hypot(at[0] - half - x, at[1] - half - y, at[2] - half - z) < row.radius_mm;
          }));
          EXPECT_NEAR(ratio, 1, row.each) << row.radius_mm << ": " << x << " " << y << " " << z;
          sum += ratio;
          ++count;
        }
      }
    }
    EXPECT_NEAR(sum / count, 1, row.mean) << row.radius_mm;
  }
}

TEST(ResampleMask, ABoxThatEndsWithinVoxelsKeepsItsVolume) {
  const Grid grid = grid_of({40, 40, 40}, {2.5, 2, 3}, {0, 0, 0});
  for (const double shift : {0.0, 1.0, 2.0}) {  // of voxels of the mask
    const ShareMask box = mask_of(grid, [&](const std::array<double, 3>& at) {
      const auto within = [&](double index, double first) {
        return index > first - 0.5 && index < first + 20.5;  // 21 voxels: one end cuts a large one
      };
      return within(at[0] / 2.5, 8 + shift) && within(at[1] / 2, 9) &&
             within(at[2] / 3, 10 - shift);
    });
    EXPECT_NEAR(doubled(box), 1, 0.02) << shift;
  }
}

}  // namespace
}  // namespace yttria
