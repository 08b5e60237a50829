// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/physics_tables.hpp"

#include <algorithm>
#include <cmath>

#include "engine/digest.hpp"
#include "engine/physics/bremsstrahlung.hpp"
#include "engine/physics/data_file.hpp"
#include "engine/physics/elastic.hpp"
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
/// evenly, so its centre lies at a quarter of that range; the best share has not been measured yet.
constexpr double tail_share = 0.5;

constexpr int fine_photons = 513;  // nodes from which rows of photon energies are made

double node_MeV(int index) {
  return energy_grid::node_energy(index) * quantum_MeV;
}
EnergyQuanta quanta(double energy_MeV) {
  return static_cast<EnergyQuanta>(energy_MeV * quanta_per_MeV + 0.5);
}

/// What happens per mass path at one energy.
struct Rates {
  double loss;      // restricted stopping power L, MeV cm2/g
  double all_loss;  // stopping power, collision and radiative, MeV cm2/g
  double hinges;    // kappa1 / g, cm2/g
  double moller;    // cm2/g
  double photons;   // cm2/g
  double variance;  // MeV2 cm2/g
};

class RateFunctions {
 public:
  RateFunctions(const Material& material, const TransportSettings& settings)
      : stopping_(material), bremsstrahlung_(material), elastic_(material), settings_(settings) {}

  Rates at(double T) const {
    const double Tc = settings_.moller_keV * 1e-3, kc = settings_.brems_keV * 1e-3;
    const double kappa1 = elastic_.kappa1_cm2_g(T, Tc);
    Rates r;
    r.loss = stopping_.restricted_MeV_cm2_g(T, Tc) + bremsstrahlung_.soft_stopping_MeV_cm2_g(T, kc);
    r.all_loss = stopping_.stopping_MeV_cm2_g(T) + bremsstrahlung_.stopping_MeV_cm2_g(T);
    r.hinges = kappa1 / settings_.hinge_step(kappa1);
    r.moller = stopping_.moller_cm2_g(T, Tc);
    r.photons = bremsstrahlung_.photons_cm2_g(T, kc);
    r.variance = stopping_.soft_variance_MeV2_cm2_g(T, Tc);
    return r;
  }

 private:
  CollisionStopping stopping_;
  Bremsstrahlung bremsstrahlung_;
  Elastic elastic_;
  TransportSettings settings_;
};

/// Integrals of rates over energy from the lowest node; Gauss's three-point rule per interval.
struct Integrals {
  std::vector<double> range, csda, hinges, hard, variance;
};

Integrals integrate(const RateFunctions& rates, int last_node) {
  Integrals sum;
  for (auto* values : {&sum.range, &sum.csda, &sum.hinges, &sum.hard, &sum.variance}) {
    values->assign(grid_nodes, 0.0);
  }
  // Below 1 keV the stopping power hardly changes the range: 0.05 % of that at 10 keV.
  const double lowest = node_MeV(0);
  sum.range[0] = 0.5 * lowest / rates.at(lowest).loss;
  sum.csda[0] = 0.5 * lowest / rates.at(lowest).all_loss;
  constexpr double node[] = {-0.7745966692414834, 0, 0.7745966692414834};
  constexpr double weight[] = {5.0 / 9, 8.0 / 9, 5.0 / 9};
  for (int i = 0; i + 1 < energy_grid::nodes; ++i) {
    const std::size_t to = static_cast<std::size_t>(i) + 1;
    const double low = node_MeV(i), high = node_MeV(i + 1);
    double range = 0, csda = 0, hinges = 0, hard = 0, variance = 0;
    for (int k = 0; k < 3 && i < last_node; ++k) {
      const Rates r = rates.at(0.5 * (low + high) + 0.5 * (high - low) * node[k]);
      const double path = weight[k] * 0.5 * (high - low) / r.loss;
      range += path;
      csda += weight[k] * 0.5 * (high - low) / r.all_loss;
      hinges += path * r.hinges;
      hard += path * (r.moller + r.photons);
      variance += path * r.variance;
    }
    sum.range[to] = sum.range[to - 1] + range;
    sum.csda[to] = sum.csda[to - 1] + csda;
    sum.hinges[to] = sum.hinges[to - 1] + hinges;
    sum.hard[to] = sum.hard[to - 1] + hard;
    sum.variance[to] = sum.variance[to - 1] + variance;
  }
  return sum;
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
  const RateFunctions rates(material, settings_);
  const int last = node_above(highest_energy_MeV_);
  const Integrals sum = integrate(rates, last);
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
    const Rates r = rates.at(std::min(node_MeV(static_cast<int>(i)), node_MeV(last)));
    const double hard = r.moller + r.photons;
    brems_share_.push_back(static_cast<real>(hard > 0 ? r.photons / hard : 0));
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
  v.follow_photons = settings_.follow_photons ? 1 : 0;
  v.hinge_inverse_nodes = static_cast<std::uint32_t>(hinge_inverse_nodes_);
  v.tail_share = static_cast<real>(tail_share);
  return v;
}

double csda_range_g_cm2(const Material& material, double T_MeV) {
  const CollisionStopping collision(material);
  const Bremsstrahlung bremsstrahlung(material);
  const auto inverse_stopping = [&](double T) {
    return 1 / (collision.stopping_MeV_cm2_g(T) + bremsstrahlung.stopping_MeV_cm2_g(T));
  };
  const int last = node_above(T_MeV);
  double range = 0.5 * node_MeV(0) * inverse_stopping(node_MeV(0));
  for (int i = 0; i < last; ++i) {  // Simpson's rule up to T
    const double low = node_MeV(i), high = std::min(node_MeV(i + 1), T_MeV);
    range +=
        (high - low) / 6 *
        (inverse_stopping(low) + 4 * inverse_stopping(0.5 * (low + high)) + inverse_stopping(high));
  }
  return range;
}

}  // namespace yttria
