// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/nuclide.hpp"

#include <cmath>
#include <stdexcept>

#include "engine/error.hpp"
#include "engine/nearest_word.hpp"
#include "engine/physics/data_file.hpp"

namespace yttria {

namespace {

using Spectrum = std::vector<std::pair<double, double>>;

double segment_integral(const Spectrum& spectrum, std::size_t i) {
  const auto& [E0, density0] = spectrum[i];
  const auto& [E1, density1] = spectrum[i + 1];
  return (E1 - E0) * (density0 + density1) / 2;
}

/// Number of betas below each point. Throws InputError when it is no distribution.
std::vector<double> cumulative_of(const Spectrum& spectrum) {
  if (spectrum.empty())
    throw InputError("a beta spectrum needs at least one point; give energies and densities");
  std::vector<double> cumulative{0};
  for (std::size_t i = 0; i + 1 < spectrum.size(); ++i) {
    const bool ascending = spectrum[i + 1].first > spectrum[i].first;
    if (!ascending || !(spectrum[i].second >= 0) || !(spectrum[i + 1].second >= 0)) {
      throw InputError("a beta spectrum needs ascending energies and densities of at least 0");
    }
    cumulative.push_back(cumulative.back() + segment_integral(spectrum, i));
  }
  if (!(cumulative.back() > 0))
    throw InputError(
        "a beta spectrum needs a positive integral; give at least one positive density");
  return cumulative;
}

/// Where the integral over a segment, from its start, reaches `part`: the root of
/// density0 x + slope x^2/2 = part in the form without cancellation.
double position_in_segment(const Spectrum& spectrum, std::size_t i, double part) {
  const auto& [E0, density0] = spectrum[i];
  const auto& [E1, density1] = spectrum[i + 1];
  const double slope = (density1 - density0) / (E1 - E0);
  const double inner = density0 * density0 + 2 * slope * part;
  const double sum = density0 + std::sqrt(inner > 0 ? inner : 0);
  const double energy = sum > 0 ? E0 + 2 * part / sum : E0;
  return energy < E1 ? energy : E1;
}

}  // namespace

Nuclide nuclide(const std::string& name) {
  for (const auto& row : data_rows("nuclides.csv")) {
    if (row.at(0) != name) continue;
    Nuclide found{name, number(row.at(1)), {}, std::string(row.at(3))};
    for (const auto& point : data_rows(row.at(2))) {
      found.spectrum.emplace_back(number(point.at(0)), number(point.at(1)));
    }
    return found;
  }
  std::string known;
  for (const std::string& other : nuclide_names()) known += (known.empty() ? "" : ", ") + other;
  throw InputError("no decay data for nuclide '" + name + "'; nuclides with data: " + known +
                   did_you_mean(name, nuclide_names()));
}

std::vector<std::string> nuclide_names() {
  std::vector<std::string> names;
  for (const auto& row : data_rows("nuclides.csv")) names.emplace_back(row.at(0));
  return names;
}

double mean_energy_MeV(const Spectrum& spectrum) {
  const double betas = cumulative_of(spectrum).back();
  double energy = 0;
  for (std::size_t i = 0; i + 1 < spectrum.size(); ++i) {
    const auto& [E0, density0] = spectrum[i];
    const auto& [E1, density1] = spectrum[i + 1];
    energy += (E1 - E0) * (density0 * (2 * E0 + E1) + density1 * (E0 + 2 * E1)) / 6;
  }
  return energy / betas;
}

std::vector<double> inverse_cumulative(const Spectrum& spectrum, int nodes) {
  if (nodes < 2) throw std::logic_error("an inverse distribution needs two nodes");
  const std::vector<double> cumulative = cumulative_of(spectrum);
  const std::size_t last_segment = spectrum.size() - 2;
  std::vector<double> energies;
  std::size_t i = 0;
  for (int node = 0; node < nodes; ++node) {
    const double target = cumulative.back() * (static_cast<double>(node) / (nodes - 1));
    // The first node starts where betas start, the last ends where they end.
    const auto before = [&](double end) { return node == 0 ? end <= target : end < target; };
    while (i < last_segment && before(cumulative[i + 1])) ++i;
    energies.push_back(position_in_segment(spectrum, i, target - cumulative[i]));
  }
  return energies;
}

}  // namespace yttria
