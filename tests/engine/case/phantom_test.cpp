// SPDX-License-Identifier: Apache-2.0
#include "engine/case/phantom.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "engine/case/case_file.hpp"
#include "engine/error.hpp"

namespace yttria {
namespace {

constexpr double half_life_s = 64.05 * 3600;  // Y-90, within a percent of any evaluation

const Roi& roi(const Case& problem, const std::string& name) {
  for (const Roi& r : problem.rois) {
    if (r.name == name) return r;
  }
  throw std::runtime_error("no region " + name);
}

double decays(const Case& problem, const Roi& r) {
  double sum = 0;
  for (const VoxelRun& run : r.runs) {
    for (auto v = run.first; v < run.last; ++v) {
      sum += static_cast<double>(problem.source.map_decays[static_cast<std::size_t>(v)]);
    }
  }
  return sum;
}

double concentration(const Case& problem, const std::string& name) {
  const Roi& r = roi(problem, name);
  return decays(problem, r) / static_cast<double>(r.voxels());
}

double expected_decays(double activity_GBq) {
  return activity_GBq * 1e9 * half_life_s / std::log(2.0);
}

TEST(LiverPhantom, HasTheActivityItWasAskedFor) {
  LiverPhantom options;
  options.tumour_to_normal = 3;
  options.lung_shunt_percent = 10;
  const Case problem = make_phantom(options);
  const double total = problem.source.total_decays;
  EXPECT_NEAR(total / expected_decays(options.activity_GBq), 1, 0.01);
  EXPECT_NEAR(decays(problem, roi(problem, "lungs")) / total, 0.1, 1e-5);
  for (const char* lesion : {"lesion-1", "lesion-2", "lesion-3"}) {
    EXPECT_NEAR(concentration(problem, lesion) / concentration(problem, "liver"), 3, 1e-5);
  }
  EXPECT_NEAR(decays(problem, roi(problem, "body")) / total, 1, 1e-6);
}

TEST(LiverPhantom, LooksLikeATorsoAtAnySpacing) {
  for (const double spacing : {2.0, 3.0, 5.0}) {
    LiverPhantom options;
    options.spacing_mm = spacing;
    const Case problem = make_phantom(options);
    const double mL = problem.grid.voxel_volume_cm3();
    const auto volume = [&](const char* name) {
      return static_cast<double>(roi(problem, name).voxels()) * mL;
    };
    EXPECT_NEAR(volume("liver"), 1620, 40);
    EXPECT_NEAR(volume("lungs"), 2200, 60);
    EXPECT_NEAR(volume("lesion-1"), 4 * M_PI / 3 * 8, 2);
    const std::set<std::uint16_t> used(problem.material.begin(), problem.material.end());
    EXPECT_EQ(used.size(), 7u) << "ribs, spine and all soft organs are there";
  }
}

TEST(LiverPhantom, RefusesWhatMakesNoSense) {
  for (const auto& change : std::vector<std::function<void(LiverPhantom&)>>{
           [](LiverPhantom& o) { o.spacing_mm = 0; }, [](LiverPhantom& o) { o.spacing_mm = 0.01; },
           [](LiverPhantom& o) { o.activity_GBq = NAN; },
           [](LiverPhantom& o) { o.tumour_to_normal = -1; },
           [](LiverPhantom& o) { o.lung_shunt_percent = 100; }}) {
    LiverPhantom options;
    change(options);
    EXPECT_THROW(make_phantom(options), InputError);
  }
}

TEST(SpherePhantom, SurfaceVoxelsGetTheirShare) {
  SpherePhantom options;
  options.radius_mm = 7.3;
  options.size_mm = 30;
  const Case problem = make_phantom(options);
  // In units of a whole voxel the decays are the volume of the sphere.
  const std::vector<float>& map = problem.source.map_decays;
  const double whole = static_cast<double>(*std::max_element(map.begin(), map.end()));
  EXPECT_NEAR(problem.source.total_decays / whole, 4 * M_PI / 3 * std::pow(7.3, 3), 1.0);
  const auto partial = std::count_if(map.begin(), map.end(), [&](float d) {
    return d > 0 && static_cast<double>(d) < 0.999 * whole;
  });
  EXPECT_GT(partial, 100);
  // Symmetric about the middle.
  for (std::size_t v = 0; v < map.size(); ++v) EXPECT_EQ(map[v], map[map.size() - 1 - v]);
}

TEST(SlabPhantom, StacksLayersFromLowZ) {
  SlabPhantom options;
  options.spacing_mm = 0.5;
  options.layers = {{"water", 2, {}, false}, {"lung", 1, 0.3, true}, {"water", 1.5, 1.1, false}};
  const Case problem = make_phantom(options);
  EXPECT_EQ(problem.grid.shape, (std::array<std::int64_t, 3>{1, 1, 9}));
  EXPECT_EQ(problem.materials.size(), 2u);
  EXPECT_EQ(problem.density_g_cm3[4], 0.3f);
  EXPECT_EQ(problem.density_g_cm3[8], 1.1f);
  EXPECT_EQ(roi(problem, "layer-2").runs, (std::vector<VoxelRun>{{4, 6}}));
  EXPECT_EQ(decays(problem, roi(problem, "layer-2")), problem.source.total_decays);
  options.layers[0].thickness_mm = 1.7;
  EXPECT_THROW(make_phantom(options), InputError) << "not a whole number of voxels";
  options.layers = {{"water", 2, {}, false}};
  EXPECT_THROW(make_phantom(options), InputError) << "no source";
}

TEST(LatticePhantom, SourceVoxelIsTheMiddle) {
  const Case problem = make_phantom(LatticePhantom{});
  const std::int64_t middle = (15 * 31 + 15) * 31 + 15;
  EXPECT_EQ(roi(problem, "sources").runs, (std::vector<VoxelRun>{{middle, middle + 1}}));
  EXPECT_EQ(problem.grid.origin_mm, (std::array<double, 3>{-15, -15, -15}));
  EXPECT_NEAR(problem.source.total_decays / expected_decays(0.1), 1, 0.01);
}

TEST(LatticePhantom, PointsLieInTheMiddleOfTheirVoxels) {
  LatticePhantom options;
  options.sources = LatticePhantom::Sources::points;
  options.voxels = {11, 11, 11};
  options.pitch = 5;
  const Case problem = make_phantom(options);
  ASSERT_EQ(problem.source.points_mm.size(), 27u);
  EXPECT_TRUE(problem.source.map_decays.empty());
  EXPECT_EQ(problem.source.points_mm[13], (std::array<double, 3>{0, 0, 0}));
  EXPECT_NEAR(problem.source.total_decays / expected_decays(0.1), 1, 0.01);
}

TEST(LatticePhantom, ActivityByMassFollowsDrawnDensities) {
  LatticePhantom options;
  options.sources = LatticePhantom::Sources::mass;
  options.densities_g_cm3 = {{0.2, 2.0}};
  const Case problem = make_phantom(options);
  const std::vector<float>& density = problem.density_g_cm3;
  const auto [low, high] = std::minmax_element(density.begin(), density.end());
  EXPECT_GE(*low, 0.2f);
  EXPECT_LE(*high, 2.0f);
  const double mean =
      std::accumulate(density.begin(), density.end(), 0.0) / static_cast<double>(density.size());
  // 29791 draws of standard deviation 1.8 / sqrt(12): 4 standard errors, one in 16000 would fail.
  EXPECT_NEAR(mean, 1.1, 4 * 1.8 / std::sqrt(12.0 * 29791));
  const double ratio = static_cast<double>(problem.source.map_decays[0] / density[0]);
  for (std::size_t v = 0; v < density.size(); ++v) {
    EXPECT_NEAR(static_cast<double>(problem.source.map_decays[v] / density[v]) / ratio, 1, 1e-6);
  }
  options.density_seed = 2;
  EXPECT_NE(make_phantom(options).density_g_cm3, density);
}

TEST(LatticePhantom, InteriorKeepsTheMargin) {
  LatticePhantom options;
  options.voxels = {9, 9, 9};
  options.margin_mm = 3;
  EXPECT_EQ(roi(make_phantom(options), "interior").voxels(), 27);
  options.margin_mm = 5;
  EXPECT_EQ(make_phantom(options).rois.size(), 1u) << "nothing is left";
}

TEST(Phantoms, CarryTheirDigest) {
  const Case problem = make_phantom(SpherePhantom{});
  EXPECT_EQ(problem.digest, case_digest(problem));
  SpherePhantom other;
  other.radius_mm = 10.1;
  EXPECT_NE(make_phantom(other).digest, problem.digest);
}

}  // namespace
}  // namespace yttria
