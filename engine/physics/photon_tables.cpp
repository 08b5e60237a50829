// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/photon_tables.hpp"

#include <algorithm>

#include "engine/physics/electron_rates.hpp"
#include "engine/physics/goudsmit_saunderson.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

/// The two energies that stand for the ends of a step: an edge in its lower half takes the place of
/// the low end, and what lies just below an edge in its upper half that of the high end.
struct StepEnergies {
  double low, high;
};
StepEnergies step_energies(int step, const std::vector<double>& edges_MeV) {
  constexpr double just_below = 1 - 1e-9;
  StepEnergies ends = {node_MeV(step), node_MeV(step + 1)};
  const double middle = 0.5 * (ends.low + ends.high), high_end = ends.high;
  for (const double edge : edges_MeV) {
    if (edge > ends.low && edge <= middle) ends.low = edge;
    if (edge > middle && edge <= high_end) ends.high = std::min(ends.high, edge * just_below);
  }
  return ends;
}

void fill(PhotonStep& step, int end, const PhotonCrossSections& photons, double E_MeV) {
  const double compton = photons.compton_cm2_g(E_MeV);
  const double rayleigh = photons.rayleigh_cm2_g(E_MeV);
  const double photoelectric = photons.photoelectric_cm2_g(E_MeV);
  const double total = compton + rayleigh + photoelectric + photons.pair_cm2_g(E_MeV);
  step.attenuation_cm2_g[end] = static_cast<real>(total);
  step.compton[end] = static_cast<real>(compton / total);
  step.rayleigh[end] = static_cast<real>((compton + rayleigh) / total);
  step.photoelectric[end] = static_cast<real>((compton + rayleigh + photoelectric) / total);
}

}  // namespace

std::vector<PhotonStep> photon_steps(const PhotonCrossSections& photons) {
  const std::vector<double> edges = photons.edges_MeV();
  std::vector<PhotonStep> steps(energy_grid::nodes - 1);
  for (int i = 0; i + 1 < energy_grid::nodes; ++i) {
    const StepEnergies ends = step_energies(i, edges);
    fill(steps[static_cast<std::size_t>(i)], 0, photons, ends.low);
    fill(steps[static_cast<std::size_t>(i)], 1, photons, ends.high);
  }
  return steps;
}

std::vector<TransferNode> transfer_nodes(const PhotonCrossSections& photons) {
  constexpr double step = 0.6931471805599453 / transfer_grid::steps_per_octave;
  const auto x_at = [](double place) {
    return transfer_grid::lowest_per_angstrom * math::exp(step * place);
  };
  std::vector<double> integral;
  std::vector<TransferNode> nodes;
  for (int i = 0; i < transfer_grid::nodes; ++i) {
    const double x = x_at(i);
    const double here = photons.form_factor_squared(x);
    if (i == 0) {
      integral.push_back(x * x * here);  // forward: F is the number of electrons
    } else {
      const double before = x_at(i - 1), middle = x_at(i - 0.5);
      const double q0 = before * before, q1 = middle * middle, q2 = x * x;
      const double F0 = photons.form_factor_squared(before);
      const double F1 = photons.form_factor_squared(middle);
      // Trapezoids of two halves: F^2 may be tabulated coarsely, but never turns back.
      integral.push_back(integral.back() + 0.5 * (F0 + F1) * (q1 - q0) +
                         0.5 * (F1 + here) * (q2 - q1));
    }
    nodes.push_back({static_cast<real>(photons.scattering_function(x)), real(0)});
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].coherent = static_cast<real>(integral[i] / integral.back());
  }
  return nodes;
}

std::vector<real> photon_majorant(const View<const PhotonStep>& steps_of_materials,
                                  const std::vector<double>& densest_g_cm3) {
  constexpr std::size_t steps = energy_grid::nodes - 1;
  std::vector<real> majorant(2 * steps, real(0));
  for (std::size_t row = 0; row < densest_g_cm3.size(); ++row) {
    for (std::size_t i = 0; i < majorant.size(); ++i) {
      const PhotonStep& step = steps_of_materials[row * steps + i / 2];
      const double attenuation =
          densest_g_cm3[row] * static_cast<double>(step.attenuation_cm2_g[i % 2]);
      majorant[i] = std::max(majorant[i], static_cast<real>(attenuation * (1 + 1e-5)));
    }
  }
  return majorant;
}

BremsRow brems_row(const std::vector<double>& cumulative) {
  BremsRow row;
  std::size_t i = 0;
  for (int node = 0; node < survival_grid::nodes; ++node) {
    const double u = 1 - survival_probability(node);
    while (i + 2 < cumulative.size() && cumulative[i + 1] < u) ++i;
    const double part = (u - cumulative[i]) / (cumulative[i + 1] - cumulative[i]);
    const double x = (static_cast<double>(i) + part) / static_cast<double>(cumulative.size() - 1);
    row.x[node] = static_cast<real>(std::clamp(x, 0.0, 1.0));
  }
  return row;
}

}  // namespace yttria
