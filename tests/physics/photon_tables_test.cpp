// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/photon_tables.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "engine/physics/material_library.hpp"
#include "kernels/physics/photon_interactions.hpp"

namespace yttria {
namespace {

double tabulated(const std::vector<PhotonStep>& steps, double E_MeV) {
  const auto at = energy_grid::locate(static_cast<EnergyQuanta>(E_MeV * quanta_per_MeV + 0.5));
  return static_cast<double>(
      mass_attenuation(steps[static_cast<std::size_t>(at.index)], at.fraction));
}

// The table that transport reads against the cross-sections, away from edges, to 0.1 %.
TEST(PhotonSteps, FollowTheCrossSections) {
  for (const char* name : {"water", "air", "cortical bone", "blood"}) {
    const PhotonCrossSections photons(library_material(name));
    const std::vector<PhotonStep> steps = photon_steps(photons);
    for (double E = 0.0011; E < 3.5; E *= 1.0237) {
      bool at_edge = false;
      for (const double edge : photons.edges_MeV()) at_edge |= std::fabs(E / edge - 1) < 0.016;
      if (at_edge) continue;
      EXPECT_NEAR(tabulated(steps, E) / photons.total_cm2_g(E), 1, 1e-3) << name << E;
    }
  }
}

// An edge is a jump within one step of the grid and not a slope.
TEST(PhotonSteps, KeepEdgesSharp) {
  const PhotonCrossSections photons(library_material("cortical bone"));
  const std::vector<PhotonStep> steps = photon_steps(photons);
  constexpr double calcium_K = 0.0040381;
  const double jump =
      photons.total_cm2_g(calcium_K * 1.001) / photons.total_cm2_g(calcium_K * 0.999);
  const double ratio = tabulated(steps, calcium_K * 1.016) / tabulated(steps, calcium_K * 0.984);
  EXPECT_GT(jump, 2);
  EXPECT_NEAR(ratio, jump * 0.91, 0.03 * jump);  // (0.984/1.016)^3 from the slopes beside it
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const real low = steps[i].attenuation_cm2_g[0], high = steps[i].attenuation_cm2_g[1];
    if (energy_grid::node_energy(static_cast<int>(i)) < 0.02 * quanta_per_MeV) {
      EXPECT_GT(low, high) << i;  // within a step it falls
    }
  }
}

TEST(PhotonMajorant, LiesAboveEveryVoxel) {
  const PhotonCrossSections bone(library_material("cortical bone"));
  const PhotonCrossSections water(library_material("water"));
  std::vector<PhotonStep> all = photon_steps(bone);
  for (const PhotonStep& step : photon_steps(water)) all.push_back(step);
  const std::vector<real> majorant = photon_majorant({all.data(), all.size()}, {1.9, 3.0});
  constexpr std::size_t steps = energy_grid::nodes - 1;
  for (std::size_t i = 0; i < steps; ++i) {
    for (const real f : {real(0), real(0.37), real(0.999)}) {
      const real most = interpolate(majorant[2 * i], majorant[2 * i + 1], f);
      EXPECT_GE(most, real(1.9) * mass_attenuation(all[i], f));
      EXPECT_GE(most, real(3.0) * mass_attenuation(all[steps + i], f));
    }
  }
}

TEST(TransferNodes, RiseFromZeroToOne) {
  const std::vector<TransferNode> nodes =
      transfer_nodes(PhotonCrossSections(library_material("water")));
  for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
    EXPECT_LE(nodes[i].coherent, nodes[i + 1].coherent);
    EXPECT_LE(nodes[i].incoherent, nodes[i + 1].incoherent * real(1.0001));
  }
  EXPECT_EQ(nodes.back().coherent, real(1));
  EXPECT_NEAR(static_cast<double>(nodes.back().incoherent), 1, 1e-4);
  EXPECT_LT(static_cast<double>(nodes.front().incoherent), 1e-3);
}

}  // namespace
}  // namespace yttria
