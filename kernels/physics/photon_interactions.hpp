// SPDX-License-Identifier: Apache-2.0
// Photons of 1 keV to 4 MeV: what they meet and how they come out of it. Binding in Compton
// scattering enters through the scattering function alone (no Doppler broadening).
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/core/macros.hpp"
#include "kernels/core/math.hpp"
#include "kernels/core/rng.hpp"
#include "kernels/physics/moller.hpp"
#include "kernels/physics/tables.hpp"

namespace yttria {

enum class PhotonProcess { compton, rayleigh, photoelectric, pair };

YTTRIA_HD inline const PhotonStep& photon_step(const PhysicsTablesView& tables,
                                               std::uint32_t material, int index) {
  return tables.photon_steps[std::uint64_t{material} * (energy_grid::nodes - 1) +
                             static_cast<std::uint64_t>(index)];
}

/// Mass attenuation coefficient, cm2/g.
YTTRIA_HD inline real mass_attenuation(const PhotonStep& step, real fraction) {
  return interpolate(step.attenuation_cm2_g[0], step.attenuation_cm2_g[1], fraction);
}

YTTRIA_HD inline PhotonProcess choose_process(const PhotonStep& step, real fraction, real u) {
  if (u < interpolate(step.compton[0], step.compton[1], fraction)) return PhotonProcess::compton;
  if (u < interpolate(step.rayleigh[0], step.rayleigh[1], fraction)) return PhotonProcess::rayleigh;
  if (u < interpolate(step.photoelectric[0], step.photoelectric[1], fraction)) {
    return PhotonProcess::photoelectric;
  }
  return PhotonProcess::pair;
}

/// Largest momentum transfer of a photon, x at theta = pi, 1/Angstrom.
YTTRIA_HD inline real largest_transfer(EnergyQuanta energy) {
  return static_cast<real>(energy) * real(1e3 / quanta_per_MeV / constants::planck_c_keV_angstrom);
}

/// S(x, Z)/Z of a material, linear in ln x; ~ x^2 below the first node.
YTTRIA_HD inline real scattering_share(const PhysicsTablesView& tables, std::uint32_t material,
                                       real x_per_angstrom) {
  const std::uint64_t first = std::uint64_t{material} * transfer_grid::nodes;
  const real ratio = x_per_angstrom * real(1 / transfer_grid::lowest_per_angstrom);
  if (!(ratio > real(1))) return tables.transfers[first].incoherent * ratio * ratio;
  constexpr real per_unit = static_cast<real>(transfer_grid::nodes_per_unit);
  const real place = math::log(ratio) * per_unit;
  int node = static_cast<int>(place);
  if (node > transfer_grid::nodes - 2) node = transfer_grid::nodes - 2;
  const std::uint64_t at = first + static_cast<std::uint64_t>(node);
  return interpolate(tables.transfers[at].incoherent, tables.transfers[at + 1].incoherent,
                     place - static_cast<real>(node));
}

struct ComptonTrial {
  real energy_share;      // scattered over incoming photon energy
  real one_minus_cosine;  // of the scattered photon
  bool accepted;
};

/// One trial of Klein & Nishina's distribution (Z. Phys. 52 (1929) 853) from a mixture of 1/e and
/// e with two rejections: the rest of the formula, and the scattering function. Four uniform
/// numbers. The chance of acceptance is above 1/2 times the mean of S/Z.
YTTRIA_HD inline ComptonTrial try_compton(const PhysicsTablesView& tables, std::uint32_t material,
                                          EnergyQuanta energy, const RandomBlock& block) {
  const real k = to_MeV(energy) / electron_mass_MeV;
  const real lowest = real(1) / (real(1) + real(2) * k);
  const real logarithmic = -math::log(lowest);
  const real linear = real(0.5) * (real(1) - lowest * lowest);
  const real u = uniform(block.word[1]);
  const bool from_logarithmic = uniform(block.word[0]) * (logarithmic + linear) < logarithmic;
  const real share = from_logarithmic
                         ? math::exp(-logarithmic * u)
                         : std::sqrt(lowest * lowest + (real(1) - lowest * lowest) * u);
  real deflection = (real(1) - share) / (k * share);
  deflection = deflection < real(2) ? deflection : real(2);
  const real sine_squared = deflection * (real(2) - deflection);
  const real rest = real(1) - share * sine_squared / (real(1) + share * share);
  const real x = largest_transfer(energy) * std::sqrt(real(0.5) * deflection);
  const bool accepted = uniform(block.word[2]) < rest &&
                        uniform(block.word[3]) < scattering_share(tables, material, x);
  return {share, deflection, accepted};
}

/// 1 - cos of the electron that a free electron at rest becomes: cot = (1 + k) tan(theta/2).
YTTRIA_HD inline real compton_electron_deflection(EnergyQuanta energy, real one_minus_cosine) {
  const real a = real(1) + to_MeV(energy) / electron_mass_MeV;
  const real along = a * a * one_minus_cosine;
  const real across = real(2) - one_minus_cosine;
  const real sine_squared = across / (along + across);
  return sine_squared / (real(1) + std::sqrt(real(1) - sine_squared));
}

struct RayleighTrial {
  real one_minus_cosine;
  bool accepted;
};

/// One trial of Thomson scattering times the squared form factor: x^2 from the integral of F^2,
/// rejection on (1 + cos^2)/2. Two uniform numbers; accepted in one of two cases or more.
YTTRIA_HD inline RayleighTrial try_rayleigh(const PhysicsTablesView& tables, std::uint32_t material,
                                            EnergyQuanta energy, real u_transfer, real u_accept) {
  const std::uint64_t first = std::uint64_t{material} * transfer_grid::nodes;
  const auto integral = [&](int node) {
    return tables.transfers[first + static_cast<std::uint64_t>(node)].coherent;
  };
  constexpr real per_unit = static_cast<real>(transfer_grid::nodes_per_unit);
  // Squares of x in units of the lowest node's.
  const auto square = [&](int node) {
    return math::exp(static_cast<real>(node) * (real(2) / per_unit));
  };
  const real ratio = largest_transfer(energy) * real(1 / transfer_grid::lowest_per_angstrom);
  const real largest = ratio * ratio;
  int low = 0, high = static_cast<int>(math::log(ratio) * per_unit);  // ratio is above 80
  if (high > transfer_grid::nodes - 2) high = transfer_grid::nodes - 2;
  const real square_high = square(high);
  const real part_high = (largest - square_high) / (square(high + 1) - square_high);
  const real target = u_transfer * interpolate(integral(high), integral(high + 1), part_high);
  real q = real(0);
  if (target < integral(0)) {
    q = target / integral(0);
  } else {
    ++high;  // the value lies in [low, high)
    while (high - low > 1) {
      const int middle = low + (high - low) / 2;
      if (integral(middle) <= target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    const real from = square(low);
    q = from +
        (square(low + 1) - from) * (target - integral(low)) / (integral(low + 1) - integral(low));
  }
  real deflection = real(2) * q / largest;
  deflection = deflection < real(2) ? deflection : real(2);
  const real cosine = real(1) - deflection;
  return {deflection, u_accept < real(0.5) * (real(1) + cosine * cosine)};
}

struct PhotoelectronTrial {
  real one_minus_cosine;
  bool accepted;
};

/// One trial of Sauter's distribution of K photoelectrons (Ann. Phys. 403 (1931) 454), sampled as
/// in the PENELOPE manual, section 2.1. T is the electron's energy. Two uniform numbers.
YTTRIA_HD inline PhotoelectronTrial try_photoelectron(real T_MeV, real u_cosine, real u_accept) {
  const real gamma = real(1) + T_MeV / electron_mass_MeV;
  const real beta = std::sqrt(real(1) - real(1) / (gamma * gamma));
  const real a = real(1) / beta - real(1);
  const real spin = real(0.5) * beta * gamma * (gamma - real(1)) * (gamma - real(2));
  const real largest = real(2) * (real(1) / a + spin);
  const real b = a + real(2);
  const real deflection =
      real(2) * a / (b * b - real(4) * u_cosine) * (real(2) * u_cosine + b * std::sqrt(u_cosine));
  const real weight = (real(2) - deflection) * (real(1) / (a + deflection) + spin);
  return {deflection, u_accept * largest < weight};
}

/// Rest energy of an electron in quanta: an annihilation photon's energy.
inline constexpr EnergyQuanta electron_rest_quanta =
    static_cast<EnergyQuanta>(constants::electron_rest_energy_MeV * quanta_per_MeV + 0.5);

}  // namespace yttria
