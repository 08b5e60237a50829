// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/photon_scattering.hpp"

#include <cstddef>
#include <vector>

#include "kernels/core/constants.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

constexpr double hc_MeV_A = constants::planck_c_keV_angstrom * 1e-3;

// Simpson's rule in ln s from e^-12, below which lies nothing, to 1. Energies are two steps apart,
// so that all of them meet S and F at the same x = s E/(h c).
constexpr double step = 0.05;
constexpr std::size_t angles = 240;   // steps in ln s
constexpr std::size_t energies = 87;  // from 0.9 keV to 4.9 MeV

double ln_energy(std::size_t i) {
  return math::log(0.9e-3) + 2 * static_cast<double>(i) * step;
}

/// f at every x that an energy and an angle can make: ln x = ln(E_0/(h c)) - 12 + i step.
template <class F>
std::vector<double> on_momenta(F f) {
  std::vector<double> values;
  for (std::size_t i = 0; i < 2 * energies + angles; ++i) {
    const double steps = static_cast<double>(i) - static_cast<double>(angles);
    values.push_back(f(math::exp(ln_energy(0) - math::log(hc_MeV_A) + steps * step)));
  }
  return values;
}

double klein_nishina(double E_MeV, double s_squared) {
  const double P = 1 / (1 + 2 * s_squared * E_MeV / constants::electron_rest_energy_MeV);
  return P * P * (P + 1 / P - 4 * s_squared * (1 - s_squared));
}

double thomson(double, double s_squared) {
  const double cosine = 1 - 2 * s_squared;
  return 1 + cosine * cosine;
}

/// ln of 4 pi r_e^2 int s^2 angular(E, s^2) factor(x) d ln s at every energy.
template <class Angular>
CubicSpline ln_integral(Angular angular, const std::vector<double>& factor) {
  std::vector<double> s_squared;
  for (std::size_t j = 0; j <= angles; ++j) {
    s_squared.push_back(math::exp(-2 * step * static_cast<double>(angles - j)));
  }
  const double re = constants::classical_electron_radius_cm;

  std::vector<double> ln_E, ln_sigma;
  for (std::size_t i = 0; i < energies; ++i) {
    const double E = math::exp(ln_energy(i));
    double sum = 0;
    for (std::size_t j = 0; j <= angles; ++j) {
      const double weight = j == 0 || j == angles ? 1 : (j % 2 == 1 ? 4 : 2);
      sum += weight * s_squared[j] * angular(E, s_squared[j]) * factor[2 * i + j];
    }
    ln_E.push_back(ln_energy(i));
    ln_sigma.push_back(math::log(4 * constants::pi * re * re * sum * step / 3));
  }
  return CubicSpline(std::move(ln_E), std::move(ln_sigma));
}

}  // namespace

PhotonScattering::PhotonScattering(const PhotonFormFactors& factors)
    : ln_compton_(ln_integral(
          klein_nishina, on_momenta([&](double x) { return factors.scattering_function(x); }))),
      ln_rayleigh_(ln_integral(thomson, on_momenta([&](double x) {
                                 const double F = factors.form_factor(x);
                                 return F * F;
                               }))) {}

double PhotonScattering::compton_cm2(double E_MeV) const {
  return math::exp(ln_compton_(math::log(E_MeV)));
}

double PhotonScattering::rayleigh_cm2(double E_MeV) const {
  return math::exp(ln_rayleigh_(math::log(E_MeV)));
}

}  // namespace yttria
