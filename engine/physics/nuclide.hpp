// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace yttria {

/// What the engine needs of a beta emitter: data files, not code.
struct Nuclide {
  std::string name;  // "Y-90"
  double half_life_h = 0;
  std::vector<std::pair<double, double>>
      spectrum;          // MeV, betas per MeV and decay; piecewise linear
  std::string data_set;  // one line for provenance
};

/// Throws InputError naming the nuclides that have data when `name` has none.
Nuclide nuclide(const std::string& name);
std::vector<std::string> nuclide_names();

/// Mean energy of a piecewise linear spectrum, MeV.
double mean_energy_MeV(const std::vector<std::pair<double, double>>& spectrum);
/// Inverse of the cumulative distribution at `nodes` equidistant probabilities 0..1, MeV.
std::vector<double> inverse_cumulative(const std::vector<std::pair<double, double>>& spectrum,
                                       int nodes);

}  // namespace yttria
