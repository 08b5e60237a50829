// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace yttria {

/// Everything that decides how finely particles are followed. Part of the physics digest.
struct TransportSettings {
  std::string preset = "reference";
  double electron_cutoff_keV = 10;  // electrons below end in a short straight flight
  double photon_cutoff_keV = 1;
  double moller_keV = 10;          // delta rays above are followed, losses below are soft
  double brems_keV = 1;            // photons above are emitted, losses below are soft
  double hinge_g = 0.1;            // most first transport mean free paths per hinge
  double hinge_path_g_cm2 = 0.01;  // longest mass path per hinge
  bool follow_photons = true;      // false: they escape where they are born
  bool internal_bremsstrahlung = false;
  bool dose_to_water = false;  // false: dose to medium
  bool end_confined = true;    // what cannot leave its voxel any more ends there at once

  /// Whether confined electrons end at once. Dose to water weighs every leg with its own ratio of
  /// stopping powers: none can be left out.
  bool ends_confined() const { return end_confined && !dose_to_water; }

  /// First transport mean free paths g per hinge: hinge_g where the angle limits the step,
  /// kappa1 hinge_path where the mass path does, and in between their smooth minimum
  /// (hinge_g^-4 + (kappa1 hinge_path)^-4)^(-1/4), since tables could not follow a corner.
  double hinge_step(double kappa1_cm2_g) const;
};

/// A preset by name, with single settings changed by the user.
struct TransportChoice {
  std::string preset = "reference";
  std::vector<std::pair<double TransportSettings::*, double>> overrides = {};
  std::vector<std::pair<bool TransportSettings::*, bool>> switches = {};

  /// reference: for the most accurate dose, whatever the voxel.
  /// clinical: fast; tests/validation/RESULTS.md shows how far from EGSnrc it is. Where voxels are
  /// 2 mm or more the end of the tracks (143 um at 100 keV) needs no detail; smaller ones get finer
  /// settings. Throws InputError for an unknown name and for settings outside of their range.
  TransportSettings settings(double smallest_voxel_mm) const;
};

}  // namespace yttria
