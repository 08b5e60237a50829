// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "engine/physics/material.hpp"

namespace yttria {

/// Screened Mott scattering on one element, with x = (1 - cos)/2:
///   dsigma/dmu = C R(x) / (4 (x + eta)^2),  C = 2 pi r_e^2 Z^2 / (beta^2 tau (tau + 2)),
///   R = 1 - beta^2 x + pi alpha Z beta sqrt(x) (1 - sqrt(x))
/// (McKinley & Feshbach 1948, doi:10.1103/PhysRev.74.1759), the screening eta such that the first
/// transport cross-section equals ELSEPA's (Salvat et al. 2005, doi:10.1016/j.cpc.2004.09.006).
struct MottScattering {
  double strength_cm2 = 0;  // C
  double eta = 0;
  double root = 0;    // coefficient of sqrt(x) in R
  double linear = 0;  // minus the coefficient of x in R

  double density(double x) const;     // dsigma/dx, cm2/atom (dmu = 2 dx)
  double total_cm2() const;           // int dsigma
  double transport_cm2() const;       // int (1 - cos) dsigma
  double beyond_cm2(double x) const;  // int_x^1 dsigma
};

/// One element of a material at one energy: Mott scattering and the factor that adds soft
/// inelastic deflection, times atoms per mass.
struct Scatterer {
  MottScattering mott;
  double weight_per_g;  // N_A w/A (1 + xi/Z)
};

/// Elastic scattering of electrons with the deflection by soft inelastic collisions.
class Elastic {
 public:
  explicit Elastic(const Material& material);
  ~Elastic();
  Elastic(Elastic&&) noexcept;

  /// The scatterers at T. Deflection by hard Moller events (W > Tc) is explicit in transport, so
  /// the soft part has xi = 1 - g_M/g_R (Kawrakow 1997, as in the EGSnrc manual PIRS-701 with the
  /// factor of g_R corrected); Tc >= T/2 means all inelastic deflection is soft.
  std::vector<Scatterer> scatterers(double T_MeV, double Tc_MeV) const;

  /// First transport coefficient, elastic + soft inelastic, cm2/g.
  double kappa1_cm2_g(double T_MeV, double Tc_MeV) const;
  /// Elastic only, cm2/g (the inverse of lambda_tr1).
  double elastic_kappa1_cm2_g(double T_MeV) const;

 private:
  struct Element;
  std::vector<Element> elements_;
};

}  // namespace yttria
