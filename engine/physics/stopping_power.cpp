// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/stopping_power.hpp"

#include <cmath>

#include "engine/error.hpp"
#include "engine/physics/element.hpp"
#include "kernels/core/constants.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

constexpr double mc2 = constants::electron_rest_energy_MeV;
constexpr double ln2 = 0.69314718055994530942;
constexpr int most_iterations = 100;  // both iterations converge in fewer than ten

struct Motion {
  double tau;    // T / mc2
  double beta2;  // (v/c)^2
};

Motion motion(double T_MeV) {
  const double tau = T_MeV / mc2;
  return {tau, tau * (tau + 2) / ((tau + 1) * (tau + 1))};
}

/// Plasma energy squared, eV^2: (28.8159 eV)^2 rho Z/A, the constant being
/// 4 pi N_A r_e (hbar c)^2 (ICRU Report 37, 1984).
double plasma_energy2_eV2(double electrons_mol_cm3) {
  constexpr double hbar_c_eV_cm = 1.973269804e-5;
  return 4 * constants::pi * constants::avogadro_per_mol * constants::classical_electron_radius_cm *
         hbar_c_eV_cm * hbar_c_eV_cm * electrons_mol_cm3;
}

struct FreeShell {
  double strength;
  double binding_eV;  // 0: conduction electrons
};

/// Electrons per mass in each subshell, mol/g. A pure solid element may be a conductor, a compound
/// never is (Sternheimer, Berger & Seltzer 1984, doi:10.1016/0092-640X(84)90002-0).
std::vector<FreeShell> free_shells(const Material& material) {
  std::vector<FreeShell> shells;
  for (const auto& [Z, fraction] : material.mass_fractions) {
    const Element& atom = element(Z);
    const double atoms = fraction / atom.atomic_weight_g_mol;
    for (const Subshell& shell : atom.subshells) {
      shells.push_back({atoms * shell.electrons, shell.binding_eV});
    }
    if (material.mass_fractions.size() > 1 || atom.conduction_electrons == 0) continue;
    shells.back().strength -= atoms * atom.conduction_electrons;
    if (shells.back().strength <= 1e-9 * atoms) shells.pop_back();
    shells.push_back({atoms * atom.conduction_electrons, 0});
  }
  return shells;
}

/// Sternheimer's adjustment r of the binding energies, ICRU Report 90 (2016) eq. 4.28:
///   ln I = 1/2 sum f ln[(r E)^2 + 2/3 f E_p^2],  conduction electrons 1/2 f ln(f E_p^2).
/// The right side is convex and increasing in u = ln r, and too large where it would be ln I with
/// (r E)^2 alone, so Newton's steps from there only descend; the first that does not has met
/// rounding.
double adjustment(const std::vector<FreeShell>& shells, double plasma2_eV2, double I_eV) {
  double target = math::log(I_eV);
  double bound = 0, bound_ln_E = 0, lowest = 0;
  for (const FreeShell& shell : shells) {
    if (shell.binding_eV == 0) {
      target -= 0.5 * shell.strength * math::log(shell.strength * plasma2_eV2);
      continue;
    }
    bound += shell.strength;
    bound_ln_E += shell.strength * math::log(shell.binding_eV);
    lowest += 0.5 * shell.strength * math::log(2.0 / 3 * shell.strength * plasma2_eV2);
  }
  if (lowest >= target) {
    throw InputError("a mean excitation energy of " + std::to_string(I_eV) +
                     " eV is too low for the density effect to be defined; give a larger one, or 0 "
                     "for Bragg's additivity rule");
  }
  double u = (target - bound_ln_E) / bound;
  for (int i = 0; i < most_iterations; ++i) {
    const double r = math::exp(u);
    double value = -target;
    double slope = 0;
    for (const FreeShell& shell : shells) {
      if (shell.binding_eV == 0) continue;
      const double bound2 = r * shell.binding_eV * (r * shell.binding_eV);
      const double sum = bound2 + 2.0 / 3 * shell.strength * plasma2_eV2;
      value += 0.5 * shell.strength * math::log(sum);
      slope += shell.strength * bound2 / sum;
    }
    const double next = u - value / slope;
    if (!(next < u)) break;
    u = next;
  }
  return math::exp(u);
}

}  // namespace

CollisionStopping::CollisionStopping(const Material& material)
    : mean_excitation_energy_MeV_(material.mean_excitation_energy_eV * 1e-6) {
  std::vector<FreeShell> free = free_shells(material);
  for (const FreeShell& shell : free) z_over_a_ += shell.strength;
  for (FreeShell& shell : free) shell.strength /= z_over_a_;

  const double plasma2 = plasma_energy2_eV2(material.nominal_density_g_cm3 * z_over_a_);
  const double r = adjustment(free, plasma2, material.mean_excitation_energy_eV);
  for (const FreeShell& shell : free) {
    const double nu_squared = r * shell.binding_eV * (r * shell.binding_eV) / plasma2;
    const double own_field = shell.binding_eV > 0 ? 2.0 / 3 : 1.0;
    shells_.push_back({shell.strength, nu_squared, nu_squared + own_field * shell.strength});
  }
}

double CollisionStopping::density_effect(double T_MeV) const {
  const auto [tau, beta2] = motion(T_MeV);
  const double target = 1 / (tau * (tau + 2));  // 1/beta^2 - 1

  // sum f / (nu^2 + x) = target for x = L^2. The inverse of the sum is concave and increasing in x
  // and close to linear, so Newton's steps on it ascend without passing the root: from 0, or for a
  // conductor (nu = 0) from where its conduction electrons alone would put the root.
  double x = 0;
  for (const Shell& shell : shells_) {
    if (shell.nu_squared == 0) x = shell.strength / target;
  }
  for (int i = 0; i < most_iterations; ++i) {
    double sum = 0;
    double slope = 0;
    for (const Shell& shell : shells_) {
      const double term = 1 / (shell.nu_squared + x);
      sum += shell.strength * term;
      slope += shell.strength * term * term;
    }
    if (i == 0 && sum <= target) return 0;  // no root: below the threshold of the effect
    const double next = x + (sum / target - 1) * sum / slope;
    if (!(next > x)) break;
    x = next;
  }

  double delta = 0;
  for (const Shell& shell : shells_) {
    delta += shell.strength * math::log(1 + x / shell.l_squared);
  }
  return delta - x * (1 - beta2);
}

double CollisionStopping::stopping_MeV_cm2_g(double T_MeV) const {
  return restricted_MeV_cm2_g(T_MeV, T_MeV / 2);
}

double CollisionStopping::restricted_MeV_cm2_g(double T_MeV, double Tc_MeV) const {
  const auto [tau, beta2] = motion(T_MeV);
  const double e = Tc_MeV < T_MeV / 2 ? Tc_MeV / T_MeV : 0.5;
  const double ln_1_e = math::log(1 - e);
  const double G = -1 - beta2 + 2 * ln2 + math::log(e) + ln_1_e + 1 / (1 - e) +
                   (1 - beta2) * (tau * tau * e * e / 2 + (2 * tau + 1) * ln_1_e);
  const double bracket = 2 * math::log(T_MeV / mean_excitation_energy_MeV_) +
                         math::log(1 + tau / 2) + G - density_effect(T_MeV);
  return constants::bethe_half_K_MeV_cm2_mol * z_over_a_ / beta2 * bracket;
}

double CollisionStopping::moller_cm2_g(double T_MeV, double Tc_MeV) const {
  if (Tc_MeV >= T_MeV / 2) return 0;
  const double E = T_MeV + mc2;
  const double mixed = mc2 * (2 * T_MeV + mc2) / (E * E);
  const double integral = 1 / Tc_MeV - 1 / (T_MeV - Tc_MeV) + (T_MeV / 2 - Tc_MeV) / (E * E) -
                          mixed / T_MeV * math::log((T_MeV - Tc_MeV) / Tc_MeV);
  return constants::bethe_half_K_MeV_cm2_mol * z_over_a_ / motion(T_MeV).beta2 * integral;
}

double CollisionStopping::soft_variance_MeV2_cm2_g(double T_MeV, double Tc_MeV) const {
  // Integral of W^2 times Moller's bracket from 0 to w, term by term:
  //   1 -> w,   W^2/(T-W)^2 -> w + T w/(T-w) - 2 T l,   W^2/E^2 -> w^3/(3 E^2),
  //   W/(T-W) -> T l - w   with l = ln(T/(T-w)).
  const double w = Tc_MeV < T_MeV / 2 ? Tc_MeV : T_MeV / 2;
  const double E = T_MeV + mc2;
  const double mixed = mc2 * (2 * T_MeV + mc2) / (E * E);
  const double l = math::log(T_MeV / (T_MeV - w));
  const double integral = w + (w + T_MeV * w / (T_MeV - w) - 2 * T_MeV * l) +
                          w * w * w / (3 * E * E) - mixed * (T_MeV * l - w);
  return constants::bethe_half_K_MeV_cm2_mol * z_over_a_ / motion(T_MeV).beta2 * integral;
}

}  // namespace yttria
