// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "engine/physics/photon_cross_sections.hpp"
#include "kernels/physics/tables.hpp"

namespace yttria {

/// Photon interactions over every step of the energy grid. An absorption edge is moved to the
/// nearer end of its step, by less than 1 % of its energy.
std::vector<PhotonStep> photon_steps(const PhotonCrossSections& photons);

/// Scattering function and integrated squared form factor over the grid of momentum transfers.
std::vector<TransferNode> transfer_nodes(const PhotonCrossSections& photons);

/// Largest attenuation coefficient of any material at its largest density, 1/cm: at both ends of
/// every step of the energy grid, a part in 1e5 more than that for the rounding of transport.
std::vector<real> photon_majorant(const View<const PhotonStep>& steps_of_materials,
                                  const std::vector<double>& densest_g_cm3);

/// Row of photon energies from a cumulative distribution over equidistant ln(k/kc)/ln(T/kc).
BremsRow brems_row(const std::vector<double>& cumulative);

}  // namespace yttria
