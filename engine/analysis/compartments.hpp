// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/case/case.hpp"

namespace yttria {

/// What regions of one role make up together.
struct Compartment {
  Roi voxels;                        // named after the role
  std::vector<std::string> regions;  // empty: no region of the case has the role
  double volume_mL = 0;
  double mass_g = 0;
  double decays = 0;
};

/// Voxels that two regions claim, and what they count as.
struct Overlap {
  std::string one, other;
  std::int64_t voxels = 0;
  RoiRole counted_as = RoiRole::other;
};

/// A case as clinical models see it: every voxel belongs to one compartment at most. A tumour wins
/// over normal liver, both over lung; all tumours are taken to lie in the liver.
struct Compartments {
  Compartment tumour, normal_liver, lung;
  Compartment liver;  // tumours and normal liver; no regions when the case has no normal liver
  double total_decays = 0;  // of the case
  std::vector<Overlap> overlaps;

  double decays_elsewhere() const;
};

/// Several regions of a role add up, voxels in more than one of them count once.
Compartments compartments(const Case& problem);

}  // namespace yttria
