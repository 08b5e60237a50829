// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/material.hpp"
#include "engine/physics/transport_settings.hpp"
#include "kernels/physics/tables.hpp"

namespace yttria {

/// What transport looks up of one material, each table over its grid.
struct MaterialTables {
  std::vector<SlowingDown> slowing_down;  // [energy_grid::nodes]
  std::vector<real> csda_range;           // g/cm2, [energy_grid::nodes]
  std::vector<real> brems_share;          // of the hard events, [energy_grid::nodes]
  std::vector<double> hinges;             // from the cut-off, by node, up to the highest energy
  std::vector<AngleRow> angles;           // [angle_grid::rows]
  std::vector<BremsRow> brems_photons;    // [brems_grid::rows]
  std::vector<PhotonStep> photon_steps;   // [energy_grid::nodes - 1]
  std::vector<TransferNode> transfers;    // [transfer_grid::nodes]
  std::vector<real> water_ratio;          // [energy_grid::nodes], or none without dose to water
};

inline constexpr int fine_photon_nodes = 513;  // from which rows of photon energies are made

/// Of every material, zeros where it is not `used` (empty: all are). Materials are built side by
/// side on all threads; the values do not depend on that.
std::vector<MaterialTables> material_tables(const std::vector<Material>& materials,
                                            const std::vector<bool>& used,
                                            const TransportSettings& settings,
                                            double highest_energy_MeV);

}  // namespace yttria
