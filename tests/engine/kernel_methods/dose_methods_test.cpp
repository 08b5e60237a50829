// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/dose_methods.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/error.hpp"
#include "engine/kernel_methods/case_medium.hpp"
#include "engine/kernel_methods/kernel_run.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/run/problem.hpp"
#include "kernels/core/constants.hpp"
#include "tests/engine/support/small_case.hpp"

namespace yttria {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

const std::atomic<bool> go_on{false};

RunOptions quick() {
  RunOptions options;
  options.histories = 1024;
  options.batch_size = 128;
  options.transport.preset = "clinical";
  options.backend = "cpu";
  return options;
}

AnyKernel voxel_kernel_of(const Case& problem) {
  return compute_kernel(VoxelKernelOrder{kernel_source_of(problem), problem.grid.spacing_mm, 16.0},
                        quick(), {}, go_on);
}

TEST(CaseMedium, IsWhereMostDecaysHappen) {
  const Case problem = test::small_case();
  const KernelSource source = kernel_source_of(problem);
  double decays = 0, density = 0;
  for (std::size_t i = 0; i < problem.material.size(); ++i) {
    if (problem.materials[problem.material[i]].name != source.medium.name) continue;
    decays += static_cast<double>(problem.source.map_decays[i]);
    density += static_cast<double>(problem.source.map_decays[i] * problem.density_g_cm3[i]);
  }
  EXPECT_GT(decays, 0.5 * problem.source.total_decays);
  EXPECT_NEAR(*source.density_g_cm3, density / decays, 1e-6);
}

TEST(CaseMedium, CountsPointsInTheirVoxels) {
  const Case problem = test::small_case_of_points();
  const std::vector<float> decays = decays_by_voxel(problem);
  double sum = 0;
  for (const float value : decays) sum += static_cast<double>(value);
  EXPECT_NEAR(sum / problem.source.total_decays, 1, 1e-6);
  for (std::size_t i = 0; i < problem.source.points_mm.size(); ++i) {
    const auto voxel = voxel_at(problem.grid, problem.source.points_mm[i]);
    EXPECT_GT(decays[static_cast<std::size_t>(voxel)], 0);
  }
}

TEST(DoseMethods, LocalIsEnergyOverMass) {
  const Case problem = test::small_case();
  const MethodResult result = apply_method(problem, {}, {DoseMethod::local, {}, 8, 1});
  const double energy_J = mean_emitted_energy_MeV(problem.source) * constants::joule_per_MeV;
  for (std::size_t i = 0; i < problem.density_g_cm3.size(); ++i) {
    const double mass_kg = static_cast<double>(problem.density_g_cm3[i]) * 0.024e-3;
    if (mass_kg == 0) {
      EXPECT_TRUE(std::isnan(result.map.dose_Gy[i]));
      continue;
    }
    const double expected = static_cast<double>(problem.source.map_decays[i]) * energy_J / mass_kg;
    EXPECT_NEAR(static_cast<double>(result.map.dose_Gy[i]), expected, 1e-6 * expected);
  }
  EXPECT_NEAR(result.shares.deposited, 1, 1e-12);
}

TEST(DoseMethods, DensityDividesByTheMassOfTheVoxel) {
  const Case problem = test::small_case();
  const AnyKernel kernel = voxel_kernel_of(problem);
  const MethodResult plain = apply_method(problem, kernel, {DoseMethod::vsv, {}, 8, 1});
  const MethodResult scaled = apply_method(problem, kernel, {DoseMethod::vsv_density, {}, 8, 1});
  const double kernel_density = std::get<VoxelKernel>(kernel).subject.density_g_cm3;
  for (std::size_t i = 0; i < problem.density_g_cm3.size(); ++i) {
    if (!(problem.density_g_cm3[i] > 0)) continue;
    const double ratio = kernel_density / static_cast<double>(problem.density_g_cm3[i]);
    const double expected = static_cast<double>(plain.map.dose_Gy[i]) * ratio;
    EXPECT_NEAR(static_cast<double>(scaled.map.dose_Gy[i]), expected, 1e-6 * expected);
  }
  const EnergyShares& s = scaled.shares;
  EXPECT_NEAR(s.deposited + s.left_grid + s.beyond_kernel + s.in_vacuum, 1, 1e-9);
  EXPECT_GT(s.in_vacuum, 0);
  EXPECT_GT(s.left_grid, 0.1);
}

TEST(DoseMethods, AreNamed) {
  for (const DoseMethod method :
       {DoseMethod::local, DoseMethod::vsv, DoseMethod::vsv_density, DoseMethod::dpk_density}) {
    EXPECT_EQ(dose_method_from(to_string(method)), method);
  }
  EXPECT_THAT([] { dose_method_from("magic"); },
              ThrowsMessage<InputError>(HasSubstr("local, vsv, vsv-density or dpk-density")));
}

TEST(CheckKernel, AcceptsItsOwn) {
  const Case problem = test::small_case();
  check_kernel(voxel_kernel_of(problem), "k.h5", problem, DoseMethod::vsv, false);
}

TEST(CheckKernel, NamesWhatDoesNotFit) {
  const Case problem = test::small_case();
  const AnyKernel good = voxel_kernel_of(problem);
  const auto refused = [&](auto&& change, const std::string& word) {
    VoxelKernel kernel = std::get<VoxelKernel>(good);
    change(kernel);
    EXPECT_THAT(([&] { check_kernel(kernel, "k.h5", problem, DoseMethod::vsv, false); }),
                ThrowsMessage<InputError>(testing::AllOf(HasSubstr("k.h5"), HasSubstr(word))));
  };
  refused([](VoxelKernel& k) { k.spacing_mm[1] *= 1.001; }, "spacing_mm");
  refused([](VoxelKernel& k) { k.subject.nuclide = "P-32"; }, "/emission");
  refused([](VoxelKernel& k) { k.subject.energy_per_decay_MeV *= 1.01; }, "MeV");
  refused([](VoxelKernel& k) { k.subject.emission_digest.back() ^= 1; }, "/emission");
  refused([](VoxelKernel& k) { k.subject.medium = library_material("lung"); }, "--any-medium");
  refused([](VoxelKernel& k) { k.subject.density_g_cm3 *= 0.94; }, "density_g_cm3");
  refused([](VoxelKernel& k) { k.subject.density_g_cm3 *= 1.06; }, "density_g_cm3");
  EXPECT_THAT([&] { check_kernel(good, "k.h5", problem, DoseMethod::dpk_density, false); },
              ThrowsMessage<InputError>(HasSubstr("yttria kernel dpk")));
  VoxelKernel near = std::get<VoxelKernel>(good);
  near.subject.density_g_cm3 *= 1.04;
  check_kernel(near, "k.h5", problem, DoseMethod::vsv, false);
  VoxelKernel lung = std::get<VoxelKernel>(good);
  lung.subject.medium = library_material("lung");
  check_kernel(lung, "k.h5", problem, DoseMethod::vsv, true);
}

}  // namespace
}  // namespace yttria
