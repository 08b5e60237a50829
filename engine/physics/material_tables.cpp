// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/material_tables.hpp"

#include <algorithm>
#include <atomic>

#include "engine/physics/bremsstrahlung.hpp"
#include "engine/physics/elastic.hpp"
#include "engine/physics/electron_rates.hpp"
#include "engine/physics/goudsmit_saunderson.hpp"
#include "engine/physics/material_library.hpp"
#include "engine/physics/photon_cross_sections.hpp"
#include "engine/physics/photon_tables.hpp"
#include "engine/physics/stopping_power.hpp"
#include "kernels/launch/thread_pool.hpp"

namespace yttria {

namespace {

constexpr std::size_t grid_nodes = energy_grid::nodes;

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

void add_slowing_down(const Material& material, const TransportSettings& settings,
                      double highest_energy_MeV, MaterialTables& tables) {
  const ElectronRates rates(material, settings);
  const int last = node_above(highest_energy_MeV);
  const RateIntegrals sum = integrate(rates, last);
  const EnergyQuanta cutoff = quanta_of_MeV(settings.electron_cutoff_keV * 1e-3);
  const double hinges_cut = interpolated(sum.hinges, cutoff);
  const double hard_cut = interpolated(sum.hard, cutoff);
  const double variance_cut = interpolated(sum.variance, cutoff);
  constexpr double quanta2 = quanta_per_MeV * quanta_per_MeV;
  for (std::size_t i = 0; i < grid_nodes; ++i) {
    tables.slowing_down.push_back({static_cast<real>(sum.range[i]),
                                   static_cast<real>(sum.hinges[i] - hinges_cut),
                                   static_cast<real>(sum.hard[i] - hard_cut),
                                   static_cast<real>((sum.variance[i] - variance_cut) * quanta2)});
    tables.csda_range.push_back(static_cast<real>(sum.csda[i]));
    const RatesAt r = rates.at(std::min(node_MeV(static_cast<int>(i)), node_MeV(last)));
    const double hard = r.moller_cm2_g + r.photons_cm2_g;
    tables.brems_share.push_back(static_cast<real>(hard > 0 ? r.photons_cm2_g / hard : 0));
  }
  tables.hinges.assign(sum.hinges.begin(), sum.hinges.begin() + last + 1);
  for (double& hinges : tables.hinges) hinges -= hinges_cut;
}

void add_angles(const Material& material, const TransportSettings& settings,
                double highest_energy_MeV, MaterialTables& tables) {
  const Elastic elastic(material);
  const double Tc = settings.moller_keV * 1e-3;
  // One row beyond each end, since rows are chosen at random between neighbours.
  constexpr double row_step = 1 + 1.0 / (1 << angle_grid::rows_per_octave_log2);
  const double low = settings.electron_cutoff_keV * 1e-3 / row_step;
  const double high = highest_energy_MeV * row_step;
  for (int row = 0; row < angle_grid::rows; ++row) {
    const double T = node_MeV(row << angle_grid::row_shift);
    if (T < low || T > high) {
      tables.angles.push_back(AngleRow{real(1), {}});
      continue;
    }
    const double kappa1 = elastic.kappa1_cm2_g(T, Tc);
    const double g = settings.hinge_step(kappa1);
    tables.angles.push_back(angle_row(GoudsmitSaunderson(elastic.scatterers(T, Tc), g)));
  }
}

void add_brems_photons(const Material& material, const TransportSettings& settings,
                       MaterialTables& tables) {
  const Bremsstrahlung bremsstrahlung(material);
  const double kc = settings.brems_keV * 1e-3;
  for (int row = 0; row < brems_grid::rows; ++row) {
    const double T = std::max(node_MeV(row << brems_grid::row_shift), kc * 1.001);
    tables.brems_photons.push_back(brems_row(bremsstrahlung.cumulative(T, kc, fine_photon_nodes)));
  }
}

void add_water_ratio(const Material& material, MaterialTables& tables) {
  const CollisionStopping water(library_material("water")), medium(material);
  for (int i = 0; i < energy_grid::nodes; ++i) {
    const double T = node_MeV(i);
    tables.water_ratio.push_back(
        static_cast<real>(water.stopping_MeV_cm2_g(T) / medium.stopping_MeV_cm2_g(T)));
  }
}

MaterialTables tables_of(const Material& material, const TransportSettings& settings,
                         double highest_energy_MeV) {
  MaterialTables tables;
  add_slowing_down(material, settings, highest_energy_MeV, tables);
  add_angles(material, settings, highest_energy_MeV, tables);
  add_brems_photons(material, settings, tables);
  const PhotonCrossSections photons(material);
  tables.photon_steps = photon_steps(photons);
  tables.transfers = transfer_nodes(photons);
  if (settings.dose_to_water) add_water_ratio(material, tables);
  return tables;
}

/// Of a material that no voxel has: zeros, so that the rows of the others stay in place.
MaterialTables no_tables(const TransportSettings& settings) {
  MaterialTables tables;
  tables.slowing_down.resize(grid_nodes);
  tables.csda_range.resize(grid_nodes);
  tables.brems_share.resize(grid_nodes);
  tables.hinges = {0};
  tables.angles.resize(angle_grid::rows);
  tables.brems_photons.resize(brems_grid::rows);
  tables.photon_steps.resize(grid_nodes - 1);
  tables.transfers.resize(transfer_grid::nodes);
  if (settings.dose_to_water) tables.water_ratio.resize(grid_nodes);
  return tables;
}

}  // namespace

std::vector<MaterialTables> material_tables(const std::vector<Material>& materials,
                                            const std::vector<bool>& used,
                                            const TransportSettings& settings,
                                            double highest_energy_MeV) {
  std::vector<MaterialTables> all(materials.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&](int) {
    for (std::size_t row; (row = next.fetch_add(1)) < all.size();) {
      const bool skip = !used.empty() && !used[row];
      all[row] =
          skip ? no_tables(settings) : tables_of(materials[row], settings, highest_energy_MeV);
    }
  };
  run_shared(std::clamp<std::size_t>(all.size(), 1, 64), work);
  return all;
}

}  // namespace yttria
