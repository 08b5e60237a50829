// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/case/grid.hpp"
#include "engine/case/roi.hpp"
#include "engine/physics/material.hpp"

namespace yttria {

/// What is emitted where, normalised to decays.
struct Source {
  std::string nuclide = "Y-90";                          // or "electron"
  double electron_energy_MeV = 0;                        // only with nuclide "electron"
  std::vector<std::pair<double, double>> beta_spectrum;  // MeV, per MeV; empty: the nuclide's own
  double half_life_h = 0;  // used to turn activity into decays; 0: not used
  std::string quantity;    // as in the file, for provenance

  std::vector<float> map_decays;                 // [z][y][x] decays per voxel; empty with points
  std::vector<std::array<double, 3>> points_mm;  // LPS
  std::vector<double> points_decays;
  std::array<double, 3> beam_direction = {};  // LPS unit vector of all points; 0: isotropic

  double total_decays = 0;  // sum of the map or of the points
};

/// A complete physical problem, validated: everything a dose depends on besides run settings.
struct Case {
  Grid grid;
  std::vector<float> density_g_cm3;     // [z][y][x], 0 means vacuum
  std::vector<std::uint16_t> material;  // [z][y][x], row of materials
  std::vector<Material> materials;
  Source source;
  std::vector<Roi> rois;
  std::string digest;              // SHA-256 (hex) of the canonical content
  std::string frame_of_reference;  // of the images it came from (imports_reader.hpp); in no digest
};

/// Mean density of the voxels of each material, vacuum aside; 1 where a material has none. What the
/// density effect of a composition of the user's own is evaluated at: one value per material and
/// case, so that Fano's theorem holds within it.
std::vector<double> mean_voxel_densities_g_cm3(const Case& problem);

}  // namespace yttria
