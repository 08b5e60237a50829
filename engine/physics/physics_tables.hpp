// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/physics/material.hpp"
#include "engine/physics/transport_settings.hpp"
#include "kernels/physics/tables.hpp"

namespace yttria {

/// Owner of the physics tables of a case. Building is deterministic to the last bit: the digest
/// is the same on every machine and with every compiler.
class PhysicsTables {
 public:
  /// `spectrum` is piecewise linear (MeV, per MeV); one single row is a monoenergetic source.
  /// Tables are made of the `used` materials only; empty: of all.
  PhysicsTables(const std::vector<Material>& materials,
                const std::vector<std::pair<double, double>>& spectrum,
                const TransportSettings& settings, const std::vector<bool>& used = {});

  PhysicsTablesView view() const;
  /// SHA-256 (hex) of settings, data files, materials and every table.
  const std::string& digest() const { return digest_; }
  double highest_energy_MeV() const { return highest_energy_MeV_; }

 private:
  void build_hinge_inverse();
  void build_internal_bremsstrahlung();
  void build_spectrum(const std::vector<std::pair<double, double>>& spectrum);
  void compute_digest(const std::vector<Material>& materials);

  TransportSettings settings_;
  double highest_energy_MeV_ = 0;
  std::vector<SlowingDown> slowing_down_;
  std::vector<real> csda_range_;
  std::vector<real> brems_share_;
  std::vector<std::vector<double>> hinges_;  // per material: hinges from the cut-off, by node
  int hinge_inverse_nodes_ = 0;
  std::vector<real> hinge_energy_;
  std::vector<real> hinge_nodes_per_unit_;
  std::vector<AngleRow> angles_;
  std::vector<BremsRow> brems_photons_;
  std::vector<PhotonStep> photon_steps_;
  std::vector<TransferNode> transfers_;
  std::vector<real> water_ratio_;
  std::vector<real> internal_probability_;
  std::vector<BremsRow> internal_photons_;
  std::vector<real> spectrum_;
  std::string digest_;
};

}  // namespace yttria
