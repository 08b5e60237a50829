// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/elastic.hpp"

#include <cmath>
#include <map>
#include <mutex>

#include "engine/physics/arctangent.hpp"
#include "engine/physics/cubic_spline.hpp"
#include "engine/physics/data_file.hpp"
#include "engine/physics/element.hpp"
#include "kernels/core/constants.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

using constants::electron_rest_energy_MeV;

struct Kinematics {
  double tau, beta_squared;
  explicit Kinematics(double T_MeV)
      : tau(T_MeV / electron_rest_energy_MeV),
        beta_squared(tau * (tau + 2) / ((tau + 1) * (tau + 1))) {}
  double momentum_squared() const { return tau * (tau + 2); }
};

MottScattering mott(int Z, double T_MeV, double eta) {
  const Kinematics k(T_MeV);
  const double re = constants::classical_electron_radius_cm;
  MottScattering m;
  m.strength_cm2 = 2 * constants::pi * re * re * Z * Z / (k.beta_squared * k.momentum_squared());
  m.eta = eta;
  m.root = constants::pi * constants::fine_structure * Z * std::sqrt(k.beta_squared);
  m.linear = k.beta_squared + m.root;
  return m;
}

/// Bisection in ln eta: the transport cross-section falls monotonically with eta.
double screening(int Z, double T_MeV, double transport_cm2) {
  double low = math::log(1e-12), high = math::log(1e2);
  for (int i = 0; i < 60; ++i) {
    const double middle = 0.5 * (low + high);
    if (mott(Z, T_MeV, math::exp(middle)).transport_cm2() > transport_cm2) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return math::exp(0.5 * (low + high));
}

/// ln(eta p^2) over ln T at ELSEPA's energies, one per element, made once. Multiplied with the
/// square of the momentum, p^2 = tau (tau + 2), screening hardly varies, so its end value may hold
/// beyond the data (3.25 MeV).
const CubicSpline& screening_spline(int Z) {
  static std::mutex mutex;
  static std::map<int, CubicSpline> splines;
  const std::lock_guard lock(mutex);
  const auto found = splines.find(Z);
  if (found != splines.end()) return found->second;
  std::vector<double> ln_T, ln_eta;  // of eta p^2
  for (const auto& row : data_rows("elastic.csv")) {
    if (static_cast<int>(number(row[0])) != Z) continue;
    const double T = number(row[1]);
    ln_T.push_back(math::log(T));
    const double momentum_squared = Kinematics(T).momentum_squared();
    ln_eta.push_back(math::log(screening(Z, T, number(row[3])) * momentum_squared));
  }
  return splines.emplace(Z, CubicSpline(std::move(ln_T), std::move(ln_eta))).first->second;
}

/// kappa_2 of the primary in hard Moller collisions with one electron, over its natural factor:
/// g_M = beta^2 tau (tau+2) / (2 pi r_e^2) * (1/3) int_{Tc}^{T/2} (1 - P2) dsigma. Midpoint rule in
/// ln W; the integrand is smooth.
double moller_second_moment(double T_MeV, double Tc_MeV) {
  const double T = T_MeV, m = electron_rest_energy_MeV;
  if (Tc_MeV >= 0.5 * T) return 0;
  const Kinematics k(T);
  const double E = T + m;
  constexpr int points = 64;
  const double ln_low = math::log(Tc_MeV);
  const double step = (math::log(0.5 * T) - ln_low) / points;
  double sum = 0;
  for (int i = 0; i < points; ++i) {
    const double W = math::exp(ln_low + (i + 0.5) * step);
    const double cross_section = 1 / (W * W) + 1 / ((T - W) * (T - W)) + 1 / (E * E) -
                                 m * (2 * T + m) / (E * E * W * (T - W));
    const double sine_squared = 2 * m * W / (T * (T - W + 2 * m));
    sum += 1.5 * sine_squared * cross_section * W * step;
  }
  // dsigma/dW = 2 pi r_e^2 m / beta^2 [...]: the factor leaves m tau (tau+2).
  return sum / 3 * m * k.momentum_squared();
}

/// Share of the inelastic deflection that is soft, xi = 1 - g_M / g_R.
double soft_share(double eta, double moller_moment) {
  const double rutherford = (1 + 2 * eta) * math::log(1 + 1 / eta) - 2;
  return 1 - moller_moment / rutherford;
}

}  // namespace

double MottScattering::density(double x) const {
  const double s = x + eta;
  return 0.5 * strength_cm2 * (1 + root * std::sqrt(x) - linear * x) / (s * s);
}

double MottScattering::beyond_cm2(double x) const {
  const double root_eta = std::sqrt(eta), root_x = std::sqrt(x);
  const double constant = 1 / (x + eta) - 1 / (1 + eta);
  const double first = math::log((1 + eta) / (x + eta)) + eta / (1 + eta) - eta / (x + eta);
  const double half = (arctangent(1 / root_eta) - arctangent(root_x / root_eta)) / root_eta -
                      1 / (1 + eta) + root_x / (x + eta);
  return 0.5 * strength_cm2 * (constant + root * half - linear * first);
}

double MottScattering::total_cm2() const {
  return beyond_cm2(0);
}

double MottScattering::transport_cm2() const {
  const double ln = math::log(1 + 1 / eta);
  const double root_eta = std::sqrt(eta);
  const double constant = ln - 1 / (1 + eta);
  const double first = 1 - 2 * eta * ln + eta / (1 + eta);
  const double half = 2 * (1 - 1.5 * root_eta * arctangent(1 / root_eta) + 0.5 * eta / (1 + eta));
  return strength_cm2 * (constant + root * half - linear * first);
}

struct Elastic::Element {
  int Z;
  double atoms_per_g;
  const CubicSpline* ln_eta_p2;

  double screening_at(double T_MeV) const {
    return math::exp((*ln_eta_p2)(math::log(T_MeV))) / Kinematics(T_MeV).momentum_squared();
  }
};

Elastic::Elastic(const Material& material) {
  for (const auto& [Z, fraction] : material.mass_fractions) {
    if (fraction <= 0) continue;
    elements_.push_back({Z, constants::avogadro_per_mol * fraction / element(Z).atomic_weight_g_mol,
                         &screening_spline(Z)});
  }
}
Elastic::~Elastic() = default;
Elastic::Elastic(Elastic&&) noexcept = default;

std::vector<Scatterer> Elastic::scatterers(double T_MeV, double Tc_MeV) const {
  const double moment = moller_second_moment(T_MeV, Tc_MeV);
  std::vector<Scatterer> result;
  for (const Element& element : elements_) {
    const double eta = element.screening_at(T_MeV);
    const double soft = soft_share(eta, moment);
    result.push_back({mott(element.Z, T_MeV, eta), element.atoms_per_g * (1 + soft / element.Z)});
  }
  return result;
}

double Elastic::kappa1_cm2_g(double T_MeV, double Tc_MeV) const {
  double sum = 0;
  for (const Scatterer& s : scatterers(T_MeV, Tc_MeV)) {
    sum += s.weight_per_g * s.mott.transport_cm2();
  }
  return sum;
}

double Elastic::elastic_kappa1_cm2_g(double T_MeV) const {
  double sum = 0;
  for (const Element& element : elements_) {
    const double eta = element.screening_at(T_MeV);
    sum += element.atoms_per_g * mott(element.Z, T_MeV, eta).transport_cm2();
  }
  return sum;
}

}  // namespace yttria
