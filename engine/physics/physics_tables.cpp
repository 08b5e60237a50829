// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/physics_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/digest.hpp"
#include "engine/error.hpp"
#include "engine/physics/data_file.hpp"
#include "engine/physics/electron_rates.hpp"
#include "engine/physics/internal_bremsstrahlung.hpp"
#include "engine/physics/material_tables.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/physics/photon_tables.hpp"

namespace yttria {

namespace {

/// Length of the last flight, below the cut-off, as a share of the CSDA range. The energy is spread
/// evenly, so its centre lies at a quarter of that range. What hangs on it shows where the cut-off
/// is halved (tests/validation/convergence.py).
constexpr double tail_share = 0.5;

template <class T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

PhysicsTables::PhysicsTables(const std::vector<Material>& materials,
                             const std::vector<std::pair<double, double>>& spectrum,
                             const TransportSettings& settings, const std::vector<bool>& used)
    : settings_(settings), highest_energy_MeV_(spectrum.back().first) {
  build_spectrum(spectrum);
  for (MaterialTables& one : material_tables(materials, used, settings, highest_energy_MeV_)) {
    append(slowing_down_, one.slowing_down);
    append(csda_range_, one.csda_range);
    append(brems_share_, one.brems_share);
    append(angles_, one.angles);
    append(brems_photons_, one.brems_photons);
    append(photon_steps_, one.photon_steps);
    append(transfers_, one.transfers);
    append(water_ratio_, one.water_ratio);
    hinges_.push_back(std::move(one.hinges));
  }
  build_internal_bremsstrahlung();
  build_hinge_inverse();
  compute_digest(materials);
}

/// Energy at equidistant numbers of hinges above the cut-off, at least eight nodes a hinge.
void PhysicsTables::build_hinge_inverse() {
  double most = 0;
  for (const std::vector<double>& hinges : hinges_) most = std::max(most, hinges.back());
  hinge_inverse_nodes_ = std::max(2049, static_cast<int>(8 * most) + 2);
  constexpr double most_rows = 0x1p31;  // transport counts them in 32 bits
  if (static_cast<double>(hinges_.size()) * hinge_inverse_nodes_ >= most_rows) {
    throw InputError(fmt::format(
        "{} materials with {} hinges each are more than the tables hold; use fewer materials or "
        "larger --hinge-g and --hinge-path",
        hinges_.size(), hinge_inverse_nodes_));
  }
  const double cutoff = quanta_of_MeV(settings_.electron_cutoff_keV * 1e-3);
  for (const std::vector<double>& hinges : hinges_) {
    const double top = hinges.back();
    if (!(top > 0)) {  // nothing starts above the cut-off, or the material is not used
      hinge_nodes_per_unit_.push_back(0);
      hinge_energy_.insert(hinge_energy_.end(), static_cast<std::size_t>(hinge_inverse_nodes_),
                           static_cast<real>(cutoff));
      continue;
    }
    hinge_nodes_per_unit_.push_back(static_cast<real>((hinge_inverse_nodes_ - 1) / top));
    std::size_t i = 0;
    for (int node = 0; node < hinge_inverse_nodes_; ++node) {
      const double wanted = top * node / (hinge_inverse_nodes_ - 1);
      while (i + 2 < hinges.size() && hinges[i + 1] < wanted) ++i;
      const double part = (wanted - hinges[i]) / (hinges[i + 1] - hinges[i]);
      const double low = energy_grid::node_energy(static_cast<int>(i));
      const double high = energy_grid::node_energy(static_cast<int>(i) + 1);
      hinge_energy_.push_back(static_cast<real>(std::max(low + part * (high - low), cutoff)));
    }
  }
}

void PhysicsTables::build_internal_bremsstrahlung() {
  if (!settings_.internal_bremsstrahlung) return;
  const double kc = settings_.brems_keV * 1e-3;
  for (int i = 0; i < energy_grid::nodes; ++i) {
    internal_probability_.push_back(static_cast<real>(internal_photons_per_decay(node_MeV(i), kc)));
  }
  for (int row = 0; row < brems_grid::rows; ++row) {
    const double T = std::max(node_MeV(row << brems_grid::row_shift), kc * 1.001);
    internal_photons_.push_back(brems_row(internal_photon_cumulative(T, kc, fine_photon_nodes)));
  }
}

void PhysicsTables::build_spectrum(const std::vector<std::pair<double, double>>& spectrum) {
  if (spectrum.size() == 1) {
    spectrum_.assign(spectrum_nodes, static_cast<real>(quanta_of_MeV(spectrum.front().first)));
    return;
  }
  for (const double energy_MeV : inverse_cumulative(spectrum, spectrum_nodes)) {
    spectrum_.push_back(static_cast<real>(energy_MeV * quanta_per_MeV));
  }
}

void PhysicsTables::compute_digest(const std::vector<Material>& materials) {
  Sha256 sha;
  sha.text(data_digest());
  for (const double value :
       {settings_.electron_cutoff_keV, settings_.photon_cutoff_keV, settings_.moller_keV,
        settings_.brems_keV, settings_.hinge_g, settings_.hinge_path_g_cm2}) {
    sha.value(value);
  }
  sha.value(settings_.follow_photons);
  sha.value(settings_.internal_bremsstrahlung);
  sha.value(settings_.dose_to_water);
  sha.value(settings_.end_confined);
  sha.value(tail_share);
  for (const Material& material : materials) {
    sha.text(material.name);
    for (const auto& [Z, fraction] : material.mass_fractions) {
      sha.value(Z);
      sha.value(fraction);
    }
    sha.value(material.mean_excitation_energy_eV);
  }
  const auto add = [&sha](const auto& values) {
    sha.bytes(values.data(), values.size() * sizeof(values[0]));
  };
  add(slowing_down_);
  add(csda_range_);
  add(brems_share_);
  add(hinge_energy_);
  add(hinge_nodes_per_unit_);
  add(angles_);
  add(brems_photons_);
  add(photon_steps_);
  add(transfers_);
  add(water_ratio_);
  add(internal_probability_);
  add(internal_photons_);
  add(spectrum_);
  digest_ = sha.hex();
}

PhysicsTablesView PhysicsTables::view() const {
  const auto look = [](const auto& values) {
    return View<std::remove_reference_t<decltype(values[0])>>(values.data(), values.size());
  };
  PhysicsTablesView v = {};
  v.slowing_down = look(slowing_down_);
  v.csda_range = look(csda_range_);
  v.brems_share = look(brems_share_);
  v.hinge_energy = look(hinge_energy_);
  v.hinge_nodes_per_unit = look(hinge_nodes_per_unit_);
  v.angles = look(angles_);
  v.brems_photons = look(brems_photons_);
  v.photon_steps = look(photon_steps_);
  v.transfers = look(transfers_);
  v.water_ratio = look(water_ratio_);
  v.internal_probability = look(internal_probability_);
  v.internal_photons = look(internal_photons_);
  v.spectrum = look(spectrum_);
  v.electron_cutoff = quanta_of_MeV(settings_.electron_cutoff_keV * 1e-3);
  v.moller_cutoff = quanta_of_MeV(settings_.moller_keV * 1e-3);
  v.brems_cutoff = quanta_of_MeV(settings_.brems_keV * 1e-3);
  v.photon_cutoff = quanta_of_MeV(settings_.photon_cutoff_keV * 1e-3);
  v.end_confined = settings_.ends_confined() ? 1 : 0;
  v.follow_photons = settings_.follow_photons ? 1 : 0;
  v.hinge_inverse_nodes = static_cast<std::uint32_t>(hinge_inverse_nodes_);
  v.tail_share = static_cast<real>(tail_share);
  return v;
}

}  // namespace yttria
