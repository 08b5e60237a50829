// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/material.hpp"

namespace yttria {

/// Energies that every coefficient below has data for, MeV. Bethe's formula holds for energies far
/// above the binding of inner shells: below 10 keV electron values of heavy elements are rough.
inline constexpr double lowest_coefficient_MeV = 0.001;
inline constexpr double highest_coefficient_MeV = 3;

/// Electrons of one energy in a material, per mass path.
struct ElectronCoefficients {
  double energy_MeV;
  double collision_MeV_cm2_g;
  double radiative_MeV_cm2_g;
  /// int dT/S from 0, S = collision + radiative.
  double csda_range_g_cm2;
  /// Part of the energy that a slowing-down electron radiates: (1/T) int S_radiative/S dT from 0.
  double radiation_yield;
  double density_effect;                  // Sternheimer's delta
  double transport_mean_free_path_g_cm2;  // elastic scattering: 1/kappa_1
};
/// Energies ascending.
std::vector<ElectronCoefficients> electron_coefficients(const Material& material,
                                                        const std::vector<double>& energies_MeV);

/// Mass attenuation coefficients of photons of one energy.
struct PhotonCoefficients {
  double energy_MeV;
  double compton_cm2_g;
  double rayleigh_cm2_g;
  double photoelectric_cm2_g;
  double pair_cm2_g;
  double total_cm2_g;
};
std::vector<PhotonCoefficients> photon_coefficients(const Material& material,
                                                    const std::vector<double>& energies_MeV);

}  // namespace yttria
