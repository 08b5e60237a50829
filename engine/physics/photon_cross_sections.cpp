// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/photon_cross_sections.hpp"

#include <algorithm>
#include <map>
#include <mutex>

#include "engine/physics/element.hpp"
#include "engine/physics/photon_absorption.hpp"
#include "engine/physics/photon_form_factors.hpp"
#include "engine/physics/photon_scattering.hpp"
#include "kernels/core/constants.hpp"

namespace yttria {

struct PhotonAtom {
  PhotonFormFactors factors;
  PhotonScattering scattering;
  PhotonAbsorption absorption;

  explicit PhotonAtom(int Z) : factors(Z), scattering(factors), absorption(Z) {}
};

namespace {

/// Made once for an element; a map never moves its values.
const PhotonAtom& photon_atom(int Z) {
  static std::mutex mutex;
  static std::map<int, PhotonAtom> atoms;
  const std::lock_guard lock(mutex);
  return atoms.try_emplace(Z, Z).first->second;
}

}  // namespace

PhotonCrossSections::PhotonCrossSections(const Material& material) {
  for (const auto& [Z, fraction] : material.mass_fractions) {
    if (fraction <= 0) continue;
    const double weight = element(Z).atomic_weight_g_mol;  // throws without data
    parts_.push_back(
        {&photon_atom(Z), static_cast<double>(Z), constants::avogadro_per_mol * fraction / weight});
  }
}

template <class PerAtom>
double PhotonCrossSections::sum(PerAtom per_atom) const {
  double total = 0;
  for (const Part& part : parts_) total += part.atoms_per_g * per_atom(*part.atom);
  return total;
}

double PhotonCrossSections::compton_cm2_g(double E_MeV) const {
  return sum([&](const PhotonAtom& atom) { return atom.scattering.compton_cm2(E_MeV); });
}

double PhotonCrossSections::rayleigh_cm2_g(double E_MeV) const {
  return sum([&](const PhotonAtom& atom) { return atom.scattering.rayleigh_cm2(E_MeV); });
}

double PhotonCrossSections::photoelectric_cm2_g(double E_MeV) const {
  return sum([&](const PhotonAtom& atom) { return atom.absorption.photoelectric_cm2(E_MeV); });
}

double PhotonCrossSections::pair_cm2_g(double E_MeV) const {
  return sum([&](const PhotonAtom& atom) { return atom.absorption.pair_cm2(E_MeV); });
}

double PhotonCrossSections::total_cm2_g(double E_MeV) const {
  return compton_cm2_g(E_MeV) + rayleigh_cm2_g(E_MeV) + photoelectric_cm2_g(E_MeV) +
         pair_cm2_g(E_MeV);
}

std::vector<double> PhotonCrossSections::edges_MeV() const {
  std::vector<double> edges;
  for (const Part& part : parts_) {
    const std::vector<double>& own = part.atom->absorption.edges_MeV();
    edges.insert(edges.end(), own.begin(), own.end());
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

double PhotonCrossSections::scattering_function(double x_invA) const {
  double electrons = 0;
  for (const Part& part : parts_) electrons += part.atoms_per_g * part.electrons;
  return sum([&](const PhotonAtom& atom) { return atom.factors.scattering_function(x_invA); }) /
         electrons;
}

double PhotonCrossSections::form_factor_squared(double x_invA) const {
  return sum([&](const PhotonAtom& atom) {
    const double F = atom.factors.form_factor(x_invA);
    return F * F;
  });
}

}  // namespace yttria
