// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/material.hpp"

namespace yttria {

struct PhotonAtom;

/// Mass attenuation coefficients of a material for photons, 0.9 keV to 4 MeV, added over atoms:
///   Compton   Klein-Nishina times the scattering function S(x, Z) of bound electrons,
///   Rayleigh  Thomson times the square of the form factor F(x, Z) (photon_scattering.hpp),
///   photoelectric absorption and pairs as tabulated by NIST XCOM (photon_absorption.hpp).
/// S and F are those to sample angles with: x = sin(theta/2)/lambda, 1/Angstrom.
class PhotonCrossSections {
 public:
  explicit PhotonCrossSections(const Material& material);

  double compton_cm2_g(double E_MeV) const;
  double rayleigh_cm2_g(double E_MeV) const;
  /// At the energy of an edge: the value above it.
  double photoelectric_cm2_g(double E_MeV) const;
  /// In the fields of nuclei and of electrons (triplets); 0 below 2 m c^2.
  double pair_cm2_g(double E_MeV) const;
  double total_cm2_g(double E_MeV) const;
  /// Absorption edges from 1 keV of all elements, ascending.
  std::vector<double> edges_MeV() const;

  /// Mean over the electrons of S(x, Z)/Z: 0 at x = 0, 1 at large x.
  double scattering_function(double x_invA) const;
  /// Sum over the atoms of F(x, Z)^2, 1/g.
  double form_factor_squared(double x_invA) const;

 private:
  struct Part {
    const PhotonAtom* atom;
    double electrons;    // Z
    double atoms_per_g;  // N_A w/A
  };
  template <class PerAtom>
  double sum(PerAtom per_atom) const;

  std::vector<Part> parts_;
};

}  // namespace yttria
