// SPDX-License-Identifier: Apache-2.0
// Cases made of formulas: for a first run, for teaching, and for tests with a known answer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/case/case.hpp"

namespace yttria {

/// A torso with lungs, liver, three lesions, ribs and spine; Y-90 in liver, lesions and, by
/// shunting, lungs. Regions: liver (without lesions), lesion-1 to lesion-3, lungs, body.
struct LiverPhantom {
  double spacing_mm = 3;
  double activity_GBq = 3;
  double tumour_to_normal = 4;  // ratio of activity concentrations
  double lung_shunt_percent = 5;
};
Case make_phantom(const LiverPhantom& options);

/// A sphere, uniformly filled with activity, in the middle of a cube of the same medium. Voxels
/// that the surface cuts get their share. Regions: sphere (voxel centres inside), cube.
struct SpherePhantom {
  double radius_mm = 10;
  double size_mm = 50;  // least edge of the cube
  double spacing_mm = 1;
  std::string material = "water";
  std::optional<double> density_g_cm3;  // the material's own
  double activity_GBq = 0.1;
};
Case make_phantom(const SpherePhantom& options);

/// Layers across z, 20 m wide, so that nothing leaves sideways; one voxel along x and y.
/// One region per layer: layer-1, layer-2, ...
struct SlabPhantom {
  struct Layer {
    std::string material;
    double thickness_mm;                  // a whole number of voxels
    std::optional<double> density_g_cm3;  // the material's own
    bool source;                          // sources share the activity by volume
  };
  std::vector<Layer> layers{
      {"water", 12, {}, false}, {"water", 1, {}, true}, {"water", 12, {}, false}};
  double spacing_mm = 0.25;
  double activity_GBq = 4000;  // 1 MBq/cm2
};
Case make_phantom(const SlabPhantom& options);

/// A block of one material with sources on a lattice of voxels (by default one, in the middle:
/// voxel S values), or with activity in proportion to mass (with any densities the dose deep
/// inside must then be uniform: Fano's theorem). Regions: sources, interior.
struct LatticePhantom {
  enum class Sources { voxels, points, mass };

  std::array<std::int64_t, 3> voxels{31, 31, 31};
  double spacing_mm = 1;
  std::string material = "water";
  std::optional<double> density_g_cm3;                   // the material's own
  std::optional<std::array<double, 2>> densities_g_cm3;  // instead: drawn for each voxel
  std::uint64_t density_seed = 1;
  Sources sources = Sources::voxels;
  std::int64_t pitch = 0;  // voxels from source to source; 0: only the middle
  double margin_mm = 0;    // interior: voxels at least this far from the surface; 0: no region
  double activity_GBq = 0.1;
};
Case make_phantom(const LatticePhantom& options);

}  // namespace yttria
