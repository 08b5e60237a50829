// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/material.hpp"

namespace yttria {

/// Collision stopping of electrons by Bethe's formula with Moller's close collisions and the
/// exact density effect of Sternheimer (1952), as in ICRU Report 37 (1984) and ICRU 90 (2016); pure
/// solid elements such as graphite are conductors.
/// Energies T and cut-offs Tc in MeV, results per unit mass path (g/cm2).
class CollisionStopping {
 public:
  explicit CollisionStopping(const Material& material);

  /// Unrestricted collision stopping power, MeV cm2/g.
  double stopping_MeV_cm2_g(double T_MeV) const;
  /// Without losses above Tc (ICRU 37 eq. with G in place of F); unrestricted when Tc >= T/2.
  double restricted_MeV_cm2_g(double T_MeV, double Tc_MeV) const;
  /// Density-effect correction delta (dimensionless).
  double density_effect(double T_MeV) const;
  /// Macroscopic Moller cross-section for losses Tc <= W <= T/2, cm2/g; 0 when Tc >= T/2.
  double moller_cm2_g(double T_MeV, double Tc_MeV) const;
  /// Variance of the soft loss (W < Tc) per mass path, MeV2 cm2/g (d Omega^2/ds).
  double soft_variance_MeV2_cm2_g(double T_MeV, double Tc_MeV) const;
  /// Electrons per mass: sum w Z / A, mol/g.
  double electrons_mol_g() const { return z_over_a_; }

 private:
  struct Shell {
    double strength;    // f_i, sum 1
    double nu_squared;  // (r E_i / E_p)^2
    double l_squared;   // nu_i^2 + 2/3 f_i
  };
  double z_over_a_ = 0;
  double mean_excitation_energy_MeV_ = 0;
  std::vector<Shell> shells_;
};

}  // namespace yttria
