// SPDX-License-Identifier: Apache-2.0
#include "kernels/transport/source.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

#include "engine/physics/material_library.hpp"
#include "engine/run/problem.hpp"
#include "tests/support/chi_square.hpp"
#include "tests/support/samples.hpp"

namespace yttria {
namespace {

constexpr double below_one = 0x1.fffffffffffffp-1;

Case empty_case(std::array<std::int64_t, 3> shape) {
  Case c;
  c.grid.shape = shape;
  c.grid.spacing_mm = {1, 2, 3};
  c.materials = {library_material("water")};
  c.source.nuclide = "electron";
  c.source.electron_energy_MeV = 0.02;  // small tables
  c.density_g_cm3.assign(static_cast<std::size_t>(c.grid.voxels()), 1.0f);
  c.material.assign(c.density_g_cm3.size(), 0);
  return c;
}

Problem with_map(std::array<std::int64_t, 3> shape, const std::vector<float>& map) {
  Case c = empty_case(shape);
  c.source.map_decays = map;
  return Problem(std::move(c), {}, 1, 1000);
}

std::uint64_t chosen(const ProblemView& view, double fraction) {
  return view.grid.linear(source_point(view.source, view.grid, fraction, 1, 2, 3).voxel);
}

double total(const std::vector<float>& map) {
  double sum = 0;
  for (const float decays : map) sum += static_cast<double>(decays);
  return sum;
}

std::vector<float> random_map(test::Samples& s, std::size_t voxels) {
  std::vector<float> map(voxels);
  for (float& decays : map) {
    const std::uint32_t kind = s.word() % 4;
    decays = kind < 2 ? 0.0f : static_cast<float>(s.between(0.1, 5) * (kind == 2 ? 1 : 100));
  }
  map[s.word() % voxels] = 1;
  return map;
}

// Systematic allocation: n histories a batch give a voxel its share of n within one.
RC_GTEST_PROP(SourceMap, EveryVoxelGetsItsShareWithinOne, ()) {
  test::Samples s(*rc::gen::arbitrary<std::uint64_t>());
  const std::array<std::int64_t, 3> shape = {1 + s.word() % 7, 1 + s.word() % 5, 1 + s.word() % 4};
  const std::vector<float> map =
      random_map(s, static_cast<std::size_t>(shape[0] * shape[1] * shape[2]));
  const Problem problem = with_map(shape, map);
  const ProblemView view = problem.view();
  const double sum = total(map);
  const int histories = 1 + static_cast<int>(s.word() % 3000);
  const double offset = batch_offset(s.word(), s.word());
  std::vector<int> counts(map.size(), 0);
  for (int i = 0; i < histories; ++i) ++counts[chosen(view, (i + offset) / histories)];
  for (std::size_t v = 0; v < map.size(); ++v) {
    const double share = histories * static_cast<double>(map[v]) / sum;
    // Shares within a row are stored in 32 bits: 1e-9 of the histories.
    RC_ASSERT(std::fabs(counts[v] - share) < 1 + 2e-9 * histories);
    if (map[v] == 0) RC_ASSERT(counts[v] == 0);
  }
}

TEST(SourceMap, VoxelsWithoutActivityAreNeverChosen) {
  // Empty rows and voxels at both ends and between; activities far apart.
  const std::vector<std::vector<float>> maps = {
      {0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0},          {0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0},
      {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},          {0, 3, 0, 1, 0, 0, 0, 7, 0, 0, 0, 0},
      {0, 1e-20f, 0, 0, 1e20f, 0, 0, 0, 1, 0, 0, 0}, {0, 0, 0, 0, 1, 1, 1, 0, 1e-7f, 0, 0, 0}};
  for (const std::vector<float>& map : maps) {
    const Problem problem = with_map({3, 2, 2}, map);
    const ProblemView view = problem.view();
    std::vector<double> fractions = {1e-300, 0x1p-60, below_one, 1.0};
    double part = 0;
    for (const float decays : map) {  // on and beside every edge between voxels
      part += static_cast<double>(decays);
      const double edge = part / total(map);
      for (const double f : {std::nextafter(edge, 0.0), edge, std::nextafter(edge, 2.0)}) {
        if (f > 0 && f <= 1) fractions.push_back(f);
      }
    }
    for (int i = 0; i < 4096; ++i) fractions.push_back((i + 0.5) / 4096);
    for (const double fraction : fractions) {
      ASSERT_GT(map[chosen(view, fraction)], 0.0f) << fraction;
    }
  }
}

/// 64000 positions in 4 x 4 x 4 cells of a voxel; a power other than 1 moves them along x.
test::ChiSquare positions(double power) {
  const Problem problem = with_map({1, 1, 1}, {1});
  const ProblemView view = problem.view();
  constexpr int cells = 4, count = 64'000;
  std::vector<double> counts(cells * cells * cells, 0.0);
  test::Samples s(21);
  for (int i = 0; i < count; ++i) {
    const SourcePoint p = source_point(view.source, view.grid, 0.5, s.word(), s.word(), s.word());
    const real place[] = {p.position_cm.x, p.position_cm.y, p.position_cm.z};
    std::size_t cell = 0;
    for (int axis = 0; axis < 3; ++axis) {
      EXPECT_GT(place[axis], real(0));
      EXPECT_LE(place[axis], view.grid.size_cm[axis]);
      const double part = static_cast<double>(place[axis] / view.grid.size_cm[axis]);
      const double in_cells = std::pow(part, axis == 0 ? power : 1) * cells;
      cell = cell * cells + std::min<std::size_t>(static_cast<std::size_t>(in_cells), cells - 1);
    }
    counts[cell] += 1;
  }
  return test::chi_square(counts, std::vector<double>(counts.size(), count / 64.0));
}

TEST(SourceMap, PositionsFillTheVoxelEvenly) {
  test::expect_follows({positions(1)});
  test::expect_twin_fails({positions(1.05)});
}

/// Offsets of 20000 batches in 50 cells.
test::ChiSquare offsets(double power) {
  constexpr int cells = 50, count = 20'000;
  std::vector<double> counts(cells, 0.0);
  for (std::uint64_t batch = 0; batch < count; ++batch) {
    counts[static_cast<std::size_t>(std::pow(batch_offset(9, batch), power) * cells)] += 1;
  }
  return test::chi_square(counts, std::vector<double>(cells, 1.0 * count / cells));
}

TEST(BatchOffset, IsSpreadEvenlyOverBatches) {
  test::expect_follows({offsets(1)});
  test::expect_twin_fails({offsets(1.2)});
  EXPECT_NE(batch_offset(9, 0), batch_offset(9, 1));
}

// Points keep the place they were given, in a grid that is turned and displaced; 1e-5 mm is single
// precision of a position in a voxel of some millimetres.
TEST(SourcePoints, StayAtTheirPlaces) {
  Case c = empty_case({4, 5, 6});
  c.grid.origin_mm = {-10, 20, 7};
  const double r = std::sqrt(0.5);
  c.grid.direction = {r, -r, 0, r, r, 0, 0, 0, 1};
  test::Samples s(22);
  std::vector<std::array<double, 3>> local;  // mm along the grid's axes from its low corner
  for (int i = 0; i < 200; ++i) {
    local.push_back({s.between(0, 4), s.between(0, 10), s.between(0, 18)});
    if (i < 8) local.back() = {i & 1 ? 4.0 : 0.0, i & 2 ? 10.0 : 0.0, i & 4 ? 18.0 : 0.0};
    std::array<double, 3> place;
    for (std::size_t k = 0; k < 3; ++k) {
      place[k] = c.grid.origin_mm[k];
      for (std::size_t axis = 0; axis < 3; ++axis) {
        place[k] +=
            c.grid.direction[3 * k + axis] * (local.back()[axis] - 0.5 * c.grid.spacing_mm[axis]);
      }
    }
    c.source.points_mm.push_back(place);
    c.source.points_decays.push_back(1 + i % 3);
  }
  const std::vector<double> decays = c.source.points_decays;
  const Problem problem(std::move(c), {}, 1, 1000);
  const ProblemView view = problem.view();
  double sum = 0, part = 0;
  for (const double d : decays) sum += d;
  for (std::size_t i = 0; i < local.size(); ++i) {
    const double middle = (part + 0.5 * decays[i]) / sum;
    part += decays[i];
    const SourcePoint p = source_point(view.source, view.grid, middle, 7, 8, 9);
    const std::int32_t voxel[] = {p.voxel.x, p.voxel.y, p.voxel.z};
    const real in[] = {p.position_cm.x, p.position_cm.y, p.position_cm.z};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      ASSERT_GE(voxel[axis], 0);
      ASSERT_LT(voxel[axis], view.grid.shape[axis]);
      ASSERT_GE(in[axis], real(0));
      ASSERT_LE(in[axis], view.grid.size_cm[axis]);
      const double size = static_cast<double>(view.grid.size_cm[axis]);
      EXPECT_NEAR((voxel[axis] * size + static_cast<double>(in[axis])) * 10, local[i][axis], 1e-5);
    }
  }
}

TEST(SourcePoints, GetTheirShareWithinOne) {
  Case c = empty_case({2, 2, 2});
  c.source.points_mm = {{0, 0, 0}, {1, 0, 0}, {0, 2, 3}, {0.4, 0.4, 0.4}};
  c.source.points_decays = {5, 0, 1, 94};
  const Problem problem(std::move(c), {}, 1, 1000);
  const ProblemView view = problem.view();
  int first = 0, third = 0;
  for (int i = 0; i < 1000; ++i) {
    const SourcePoint p = source_point(view.source, view.grid, (i + 0.37) / 1000, 0, 0, 0);
    ASSERT_FALSE(p.voxel.x == 1) << "the point without decays";
    if (p.voxel.z == 1) ++third;
    if (p.voxel.z == 0 && p.position_cm.x == real(0.05)) ++first;
  }
  EXPECT_NEAR(first, 50, 1);
  EXPECT_NEAR(third, 10, 1);
}

// A beam keeps its direction in the patient's axes, whatever the axes of the grid.
TEST(SourceDirection, BeamIsTurnedIntoTheAxesOfTheGrid) {
  Case c = empty_case({2, 2, 2});
  c.grid.direction = {0, 0, 1, 1, 0, 0, 0, 1, 0};  // x of the grid is y of the patient
  c.source.points_mm = {{0, 0, 0}};
  c.source.points_decays = {1};
  c.source.beam_direction = {0, 0.6, 0.8};
  const Problem problem(std::move(c), {}, 1, 1000);
  const Vec3 d = source_direction(problem.view().source, real(0.3), real(0.7));
  EXPECT_EQ(d.x, real(0.6));
  EXPECT_EQ(d.y, real(0.8));
  EXPECT_EQ(d.z, real(0));
}

TEST(SourceDirection, IsIsotropicWithoutABeam) {
  const Vec3 d = source_direction({}, real(0.25), real(0));
  EXPECT_NEAR(static_cast<double>(d.z), -0.5, 1e-6);
}

}  // namespace
}  // namespace yttria
