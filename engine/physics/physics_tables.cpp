// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/physics_tables.hpp"

#include <algorithm>
#include <cmath>

#include "engine/digest.hpp"
#include "engine/physics/bremsstrahlung.hpp"
#include "engine/physics/data_file.hpp"
#include "engine/physics/elastic.hpp"
#include "engine/physics/electron_rates.hpp"
#include "engine/physics/goudsmit_saunderson.hpp"
#include "engine/physics/internal_bremsstrahlung.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/physics/nuclide.hpp"
#include "engine/physics/photon_cross_sections.hpp"
#include "engine/physics/photon_tables.hpp"
#include "engine/physics/stopping_power.hpp"

namespace yttria {

namespace {

constexpr std::size_t grid_nodes = energy_grid::nodes;

/// Length of the last flight, below the cut-off, as a share of the CSDA range. The energy is spread
/// evenly, so its centre lies at a quarter of that range. What hangs on it shows where the cut-off
/// is halved (tests/validation/convergence.py).
constexpr double tail_share = 0.5;

constexpr int fine_photons = 513;  // nodes from which rows of photon energies are made

EnergyQuanta quanta(double energy_MeV) {
  return static_cast<EnergyQuanta>(energy_MeV * quanta_per_MeV + 0.5);
}

/// Value of an integral at an energy between nodes, linear as in transport.
double interpolated(const std::vector<double>& values, EnergyQuanta energy) {
  const energy_grid::Position at = energy_grid::locate(energy);
  const std::size_t i = static_cast<std::size_t>(at.index);
  return values[i] + static_cast<double>(at.fraction) * (values[i + 1] - values[i]);
}

/// First node at or above an energy.
int node_above(double energy_MeV) {
  int node = 0;
  while (node < energy_grid::nodes - 1 && node_MeV(node) < energy_MeV) ++node;
  return node;
}

}  // namespace

PhysicsTables::PhysicsTables(const std::vector<Material>& materials,
                             const std::vector<std::pair<double, double>>& spectrum,
                             const TransportSettings& settings, const std::vector<bool>& used)
    : settings_(settings), highest_energy_MeV_(spectrum.back().first) {
  build_spectrum(spectrum);
  for (std::size_t row = 0; row < materials.size(); ++row) {
    if (!used.empty() && !used[row]) {
      skip_material();
      continue;
    }
    build_slowing_down(materials[row]);
    build_angles(materials[row]);
    build_brems_photons(materials[row]);
    build_photons(materials[row]);
    build_water_ratio(materials[row]);
  }
  build_internal_bremsstrahlung();
  build_hinge_inverse();
  compute_digest(materials);
}

void PhysicsTables::build_slowing_down(const Material& material) {
  const ElectronRates rates(material, settings_);
  const int last = node_above(highest_energy_MeV_);
  const RateIntegrals sum = integrate(rates, last);
  const EnergyQuanta cutoff = quanta(settings_.electron_cutoff_keV * 1e-3);
  const double hinges_cut = interpolated(sum.hinges, cutoff);
  const double hard_cut = interpolated(sum.hard, cutoff);
  const double variance_cut = interpolated(sum.variance, cutoff);
  constexpr double quanta2 = quanta_per_MeV * quanta_per_MeV;
  for (std::size_t i = 0; i < grid_nodes; ++i) {
    slowing_down_.push_back({static_cast<real>(sum.range[i]),
                             static_cast<real>(sum.hinges[i] - hinges_cut),
                             static_cast<real>(sum.hard[i] - hard_cut),
                             static_cast<real>((sum.variance[i] - variance_cut) * quanta2)});
    csda_range_.push_back(static_cast<real>(sum.csda[i]));
    const RatesAt r = rates.at(std::min(node_MeV(static_cast<int>(i)), node_MeV(last)));
    const double hard = r.moller_cm2_g + r.photons_cm2_g;
    brems_share_.push_back(static_cast<real>(hard > 0 ? r.photons_cm2_g / hard : 0));
  }

  std::vector<double> above_cutoff(sum.hinges.begin(), sum.hinges.begin() + last + 1);
  for (double& hinges : above_cutoff) hinges -= hinges_cut;
  hinges_.push_back(std::move(above_cutoff));
}

/// Energy at equidistant numbers of hinges above the cut-off, at least eight nodes a hinge.
void PhysicsTables::build_hinge_inverse() {
  double most = 0;
  for (const std::vector<double>& hinges : hinges_) most = std::max(most, hinges.back());
  hinge_inverse_nodes_ = std::max(2049, static_cast<int>(8 * most) + 2);
  const double cutoff = quanta(settings_.electron_cutoff_keV * 1e-3);
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

/// Rows of a material that no voxel has: zeros, so that the rows of the others stay in place.
void PhysicsTables::skip_material() {
  slowing_down_.resize(slowing_down_.size() + grid_nodes);
  csda_range_.resize(csda_range_.size() + grid_nodes);
  brems_share_.resize(brems_share_.size() + grid_nodes);
  angles_.resize(angles_.size() + angle_grid::rows);
  brems_photons_.resize(brems_photons_.size() + brems_grid::rows);
  photon_steps_.resize(photon_steps_.size() + grid_nodes - 1);
  transfers_.resize(transfers_.size() + transfer_grid::nodes);
  if (settings_.dose_to_water) water_ratio_.resize(water_ratio_.size() + grid_nodes);
  hinges_.push_back({0});
}

void PhysicsTables::build_angles(const Material& material) {
  const Elastic elastic(material);
  const double Tc = settings_.moller_keV * 1e-3;
  // One row beyond each end, since rows are chosen at random between neighbours.
  constexpr double row_step = 1 + 1.0 / (1 << angle_grid::rows_per_octave_log2);
  const double low = settings_.electron_cutoff_keV * 1e-3 / row_step;
  const double high = highest_energy_MeV_ * row_step;
  for (int row = 0; row < angle_grid::rows; ++row) {
    const double T = node_MeV(row << angle_grid::row_shift);
    if (T < low || T > high) {
      angles_.push_back(AngleRow{real(1), {}});
      continue;
    }
    const double kappa1 = elastic.kappa1_cm2_g(T, Tc);
    const double g = settings_.hinge_step(kappa1);
    angles_.push_back(angle_row(GoudsmitSaunderson(elastic.scatterers(T, Tc), g)));
  }
}

void PhysicsTables::build_brems_photons(const Material& material) {
  const Bremsstrahlung bremsstrahlung(material);
  const double kc = settings_.brems_keV * 1e-3;
  for (int row = 0; row < brems_grid::rows; ++row) {
    const double T = std::max(node_MeV(row << brems_grid::row_shift), kc * 1.001);
    brems_photons_.push_back(brems_row(bremsstrahlung.cumulative(T, kc, fine_photons)));
  }
}

void PhysicsTables::build_photons(const Material& material) {
  const PhotonCrossSections photons(material);
  for (const PhotonStep& step : photon_steps(photons)) photon_steps_.push_back(step);
  for (const TransferNode& node : transfer_nodes(photons)) transfers_.push_back(node);
}

void PhysicsTables::build_water_ratio(const Material& material) {
  if (!settings_.dose_to_water) return;
  const CollisionStopping water(library_material("water")), medium(material);
  for (int i = 0; i < energy_grid::nodes; ++i) {
    const double T = node_MeV(i);
    water_ratio_.push_back(
        static_cast<real>(water.stopping_MeV_cm2_g(T) / medium.stopping_MeV_cm2_g(T)));
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
    internal_photons_.push_back(brems_row(internal_photon_cumulative(T, kc, fine_photons)));
  }
}

void PhysicsTables::build_spectrum(const std::vector<std::pair<double, double>>& spectrum) {
  if (spectrum.size() == 1) {
    spectrum_.assign(spectrum_nodes, static_cast<real>(quanta(spectrum.front().first)));
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
  v.electron_cutoff = quanta(settings_.electron_cutoff_keV * 1e-3);
  v.moller_cutoff = quanta(settings_.moller_keV * 1e-3);
  v.brems_cutoff = quanta(settings_.brems_keV * 1e-3);
  v.photon_cutoff = quanta(settings_.photon_cutoff_keV * 1e-3);
  v.end_confined = settings_.ends_confined() ? 1 : 0;
  v.follow_photons = settings_.follow_photons ? 1 : 0;
  v.hinge_inverse_nodes = static_cast<std::uint32_t>(hinge_inverse_nodes_);
  v.tail_share = static_cast<real>(tail_share);
  return v;
}

}  // namespace yttria
