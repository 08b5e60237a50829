// SPDX-License-Identifier: Apache-2.0
// The physics tables of a case as transport sees them. engine/physics builds them.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/core/constants.hpp"
#include "kernels/core/energy_quanta.hpp"
#include "kernels/core/macros.hpp"
#include "kernels/core/real.hpp"
#include "kernels/core/views.hpp"
#include "kernels/physics/energy_grid.hpp"
#include "kernels/physics/survival_grid.hpp"

namespace yttria {

/// Integrals over the soft slowing down of an electron, from the cut-off (range: from rest) up to
/// energy E. Differences between two energies describe the leg between them.
struct SlowingDown {
  real range_g_cm2;  // int dE / L, L without hard losses
  real hinges;       // int kappa1 / (g L) dE: number of hinges
  real hard_events;  // int (Sigma_Moller + Sigma_brems) / L dE: mean number of hard events
  real variance;     // int (dOmega^2/ds) / L dE: variance of the soft loss, quanta^2
};

/// Rows of hinge angles in energy.
namespace angle_grid {
inline constexpr int rows_per_octave_log2 = 4;
inline constexpr int row_shift = energy_grid::steps_log2 - rows_per_octave_log2;
inline constexpr int rows = (energy_grid::nodes - 1) / (1 << row_shift) + 1;
}  // namespace angle_grid

/// One energy of one material: 1 - cos = 2 a v / (1 - v + a), v by survival probability up to 1.
struct AngleRow {
  real a;
  real v[survival_grid::nodes];
};

/// Rows of bremsstrahlung photons in the electron's energy.
namespace brems_grid {
inline constexpr int rows_per_octave_log2 = 3;
inline constexpr int row_shift = energy_grid::steps_log2 - rows_per_octave_log2;
inline constexpr int rows = (energy_grid::nodes - 1) / (1 << row_shift) + 1;
}  // namespace brems_grid

/// One energy of one material: x = ln(k/kc) / ln(T/kc) by survival probability, up to 1.
struct BremsRow {
  real x[survival_grid::nodes];
};

/// Photon interactions of one material over one step of the energy grid, linear between its two
/// ends. Absorption edges lie at ends: a step knows one side of them only.
struct PhotonStep {
  real attenuation_cm2_g[2];  // mass attenuation coefficient
  real compton[2];            // cumulative shares of it: Compton,
  real rayleigh[2];           // ... and Rayleigh,
  real photoelectric[2];      // ... and photoelectric; the rest is pair production
};

/// Nodes in momentum transfer, equidistant in ln x, x = sin(theta/2) / lambda in 1/Angstrom.
namespace transfer_grid {
inline constexpr int octaves = 20;
inline constexpr int steps_per_octave = 32;
inline constexpr int nodes = octaves * steps_per_octave + 1;
inline constexpr double lowest_per_angstrom = 1.0 / 1024;
/// Nodes per unit of ln x.
inline constexpr double nodes_per_unit = steps_per_octave * constants::log2_e;
}  // namespace transfer_grid

/// How a material's atoms answer to a momentum transfer.
struct TransferNode {
  real incoherent;  // S(x, Z)/Z, mean over electrons
  real coherent;    // int_0^{x^2} F^2 d(x^2), in parts of the value at the last node
};

inline constexpr int spectrum_nodes = 4097;

struct PhysicsTablesView {
  // Per material, material-major.
  View<const SlowingDown> slowing_down;   // [material][energy_grid::nodes]
  View<const real> csda_range;            // [material][energy_grid::nodes] g/cm2
  View<const real> brems_share;           // [material][energy_grid::nodes] of hard events
  View<const real> hinge_energy;          // [material][hinge_inverse_nodes] quanta
  View<const real> hinge_nodes_per_unit;  // [material] nodes per hinge of that inverse
  View<const AngleRow> angles;            // [material][angle_grid::rows]
  View<const BremsRow> brems_photons;     // [material][brems_grid::rows]
  View<const PhotonStep> photon_steps;    // [material][energy_grid::nodes - 1]
  View<const TransferNode> transfers;     // [material][transfer_grid::nodes]
  View<const real> water_ratio;           // [material][energy_grid::nodes]; empty: dose to medium
  View<const real> spectrum;              // [spectrum_nodes] quanta at equidistant probability
  // Internal bremsstrahlung by the energy of the decay; empty: none.
  View<const real> internal_probability;  // [energy_grid::nodes]
  View<const BremsRow> internal_photons;  // [brems_grid::rows]

  std::uint32_t hinge_inverse_nodes;
  EnergyQuanta electron_cutoff;
  EnergyQuanta moller_cutoff;
  EnergyQuanta brems_cutoff;
  EnergyQuanta photon_cutoff;
  std::uint32_t end_confined;    // 1: electrons that cannot leave their voxel end there at once
  std::uint32_t follow_photons;  // 0: they escape where they are born
  real tail_share;  // straight flight below the cut-off as a share of the residual range

  template <class F>
  void for_each_array(F&& f) {
    f(slowing_down);
    f(csda_range);
    f(brems_share);
    f(hinge_energy);
    f(hinge_nodes_per_unit);
    f(angles);
    f(brems_photons);
    f(photon_steps);
    f(transfers);
    f(water_ratio);
    f(spectrum);
    f(internal_probability);
    f(internal_photons);
  }
};

YTTRIA_HD inline real interpolate(real low, real high, real fraction) {
  return std::fma(fraction, high - low, low);
}

YTTRIA_HD inline SlowingDown slowing_down(const PhysicsTablesView& tables, std::uint32_t material,
                                          EnergyQuanta energy) {
  const energy_grid::Position at = energy_grid::locate(energy);
  const std::uint64_t row =
      std::uint64_t{material} * energy_grid::nodes + static_cast<std::uint64_t>(at.index);
  const SlowingDown& low = tables.slowing_down[row];
  const SlowingDown& high = tables.slowing_down[row + 1];
  return {interpolate(low.range_g_cm2, high.range_g_cm2, at.fraction),
          interpolate(low.hinges, high.hinges, at.fraction),
          interpolate(low.hard_events, high.hard_events, at.fraction),
          interpolate(low.variance, high.variance, at.fraction)};
}

YTTRIA_HD inline real csda_range(const PhysicsTablesView& tables, std::uint32_t material,
                                 EnergyQuanta energy) {
  const energy_grid::Position at = energy_grid::locate(energy);
  const std::uint64_t row =
      std::uint64_t{material} * energy_grid::nodes + static_cast<std::uint64_t>(at.index);
  return interpolate(tables.csda_range[row], tables.csda_range[row + 1], at.fraction);
}

/// What the tally gets per energy deposited by an electron: 1, or for dose to water the ratio of
/// the unrestricted mass collision stopping powers of water and medium.
YTTRIA_HD inline real score_weight(const PhysicsTablesView& tables, std::uint32_t material,
                                   EnergyQuanta energy) {
  if (tables.water_ratio.size() == 0) return real(1);
  const energy_grid::Position at = energy_grid::locate(energy);
  const std::uint64_t row =
      std::uint64_t{material} * energy_grid::nodes + static_cast<std::uint64_t>(at.index);
  return interpolate(tables.water_ratio[row], tables.water_ratio[row + 1], at.fraction);
}

/// Place in the table of energies by hinges left.
struct HingePosition {
  std::int32_t index;
  real fraction;
};
YTTRIA_HD inline HingePosition locate_hinges(std::uint32_t nodes, real nodes_per_unit,
                                             real hinges) {
  const real x = hinges * nodes_per_unit;
  const std::int32_t last = static_cast<std::int32_t>(nodes) - 2;
  std::int32_t index = static_cast<std::int32_t>(x);
  if (index > last) index = last;
  if (index < 0) index = 0;
  return {index, x - static_cast<real>(index)};
}

/// Energy (quanta) at which `hinges` are left until the cut-off; above 0, and at most those at the
/// highest energy of the tables.
YTTRIA_HD inline EnergyQuanta energy_at_hinges(const PhysicsTablesView& tables,
                                               std::uint32_t material, real hinges) {
  const HingePosition at =
      locate_hinges(tables.hinge_inverse_nodes, tables.hinge_nodes_per_unit[material], hinges);
  const std::uint64_t node =
      std::uint64_t{material} * tables.hinge_inverse_nodes + static_cast<std::uint64_t>(at.index);
  return round_to_quanta(
      interpolate(tables.hinge_energy[node], tables.hinge_energy[node + 1], at.fraction));
}

}  // namespace yttria
