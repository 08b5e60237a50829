// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/photon_absorption.hpp"

#include <algorithm>
#include <cstddef>

#include "engine/physics/data_file.hpp"
#include "kernels/core/constants.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

double threshold_factor(double threshold_MeV, double E_MeV) {
  const double excess = 1 - threshold_MeV / E_MeV;
  return excess * excess * excess;
}

}  // namespace

void PhotonAbsorption::Table::add(double E, double sigma_barn) {
  constexpr double cm2_per_barn = 1e-24;
  E_MeV.push_back(E);
  ln_E.push_back(math::log(E));
  ln_sigma.push_back(math::log(sigma_barn * cm2_per_barn / threshold_factor(threshold_MeV, E)));
}

double PhotonAbsorption::Table::operator()(double E) const {
  if (E <= threshold_MeV) return 0;
  // Of the two points of an edge the search passes both, so no piece has length 0.
  const auto above = std::upper_bound(E_MeV.begin() + 1, E_MeV.end() - 1, E);
  const std::size_t i = static_cast<std::size_t>(above - E_MeV.begin()) - 1;
  const double slope = (ln_sigma[i + 1] - ln_sigma[i]) / (ln_E[i + 1] - ln_E[i]);
  const double ln_value = ln_sigma[i] + slope * (math::log(E) - ln_E[i]);
  return math::exp(ln_value) * threshold_factor(threshold_MeV, E);
}

PhotonAbsorption::PhotonAbsorption(int Z) {
  nuclear_.threshold_MeV = 2 * constants::electron_rest_energy_MeV;
  triplet_.threshold_MeV = 4 * constants::electron_rest_energy_MeV;
  for (const auto& row : data_rows("photon_cross_sections.csv")) {
    if (static_cast<int>(number(row.at(0))) != Z) continue;
    Table& table = row.at(1) == "photoelectric" ? photoelectric_
                   : row[1] == "pair"           ? nuclear_
                                                : triplet_;
    table.add(number(row.at(2)), number(row.at(3)));
  }
  const std::vector<double>& E = photoelectric_.E_MeV;
  for (std::size_t i = 1; i < E.size(); ++i) {
    if (E[i] == E[i - 1]) edges_MeV_.push_back(E[i]);
  }
}

double PhotonAbsorption::photoelectric_cm2(double E_MeV) const {
  return photoelectric_(E_MeV);
}

double PhotonAbsorption::pair_cm2(double E_MeV) const {
  return nuclear_(E_MeV) + triplet_(E_MeV);
}

}  // namespace yttria
