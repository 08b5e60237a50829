// SPDX-License-Identifier: Apache-2.0
// Physical constants, CODATA 2018 (doi:10.1103/RevModPhys.93.025010).
#pragma once

namespace yttria::constants {

inline constexpr double electron_rest_energy_MeV = 0.51099895;
inline constexpr double classical_electron_radius_cm = 2.8179403262e-13;
inline constexpr double fine_structure = 1.0 / 137.035999084;
inline constexpr double avogadro_per_mol = 6.02214076e23;
inline constexpr double joule_per_MeV = 1.602176634e-13;
inline constexpr double planck_c_keV_angstrom = 12.398419843320026;
inline constexpr double log2_e = 1.4426950408889634;
inline constexpr double pi = 3.14159265358979323846;

/// 2 pi r_e^2 m_e c^2 N_A, MeV cm2/mol: the factor of Bethe's and Moller's formulas.
inline constexpr double bethe_half_K_MeV_cm2_mol = 2 * pi * classical_electron_radius_cm *
                                                   classical_electron_radius_cm *
                                                   electron_rest_energy_MeV * avogadro_per_mol;

}  // namespace yttria::constants
