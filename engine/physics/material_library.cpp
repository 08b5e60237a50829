// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/material_library.hpp"

#include <algorithm>
#include <cmath>

#include "engine/error.hpp"
#include "engine/nearest_word.hpp"
#include "engine/physics/data_file.hpp"
#include "engine/physics/element.hpp"
#include "kernels/core/math.hpp"

namespace yttria {

namespace {

using Composition = std::vector<std::pair<int, double>>;

/// "; did you mean 'liver'?", or where to look when no name is near.
std::string suggestion(const std::string& name) {
  const std::string nearest = did_you_mean(name, library_material_names());
  return nearest.empty() ? "; yttria material lists what there is" : nearest;
}

/// What the density effect is evaluated at: the library's value for its names, otherwise that of
/// soft matter.
double nominal_density_g_cm3(const std::string& name) {
  for (const auto& row : data_rows("materials.csv")) {
    if (row.at(0) == name) return number(row.at(1));
  }
  return 1.0;
}

double sum_of(const Composition& fractions) {
  double sum = 0;
  for (const auto& part : fractions) sum += part.second;
  return sum;
}

void normalise(Composition& fractions) {
  const double sum = sum_of(fractions);
  for (auto& part : fractions) part.second /= sum;
}

void sort_by_Z(Composition& fractions) {
  std::sort(fractions.begin(), fractions.end(),
            [](const auto& a, const auto& b) { return a.first < b.first; });
}

}  // namespace

Material library_material(const std::string& name) {
  Material material{name, {}, 0, nominal_density_g_cm3(name)};
  bool known = false;
  for (const auto& row : data_rows("materials.csv")) {
    if (row.at(0) != name) continue;
    known = true;
    if (row.at(2) != "bragg") material.mean_excitation_energy_eV = number(row.at(2));
  }
  if (!known) {
    throw InputError("no material '" + name + "' in the library" + suggestion(name));
  }
  for (const auto& row : data_rows("material_composition.csv")) {
    if (row.at(0) != name) continue;
    material.mass_fractions.emplace_back(static_cast<int>(number(row.at(1))), number(row.at(2)));
  }
  sort_by_Z(material.mass_fractions);
  normalise(material.mass_fractions);
  for (const auto& part : material.mass_fractions) element(part.first);  // must have data
  if (material.mean_excitation_energy_eV == 0) {
    material.mean_excitation_energy_eV = bragg_mean_excitation_energy_eV(material.mass_fractions);
  }
  return material;
}

std::vector<std::string> library_material_names() {
  std::vector<std::string> names;
  for (const auto& row : data_rows("materials.csv")) names.emplace_back(row.at(0));
  return names;
}

Material element_material(const std::string& symbol) {
  const Element& atom = element(symbol);
  return {symbol, {{atom.Z, 1.0}}, atom.excitation_eV, atom.density_g_cm3};
}

Material user_material(const std::string& name, Composition mass_fractions,
                       double mean_excitation_energy_eV) {
  const std::string where = "material '" + name + "': ";
  std::erase_if(mass_fractions, [](const auto& part) { return part.second == 0; });
  sort_by_Z(mass_fractions);
  for (std::size_t i = 0; i < mass_fractions.size(); ++i) {
    const auto& [Z, fraction] = mass_fractions[i];
    if (!(fraction > 0 && fraction <= 1.001)) {
      throw InputError(where + "the mass fraction of Z=" + std::to_string(Z) + " is " +
                       std::to_string(fraction) + "; it must lie between 0 and 1");
    }
    if (i > 0 && mass_fractions[i - 1].first == Z) {
      throw InputError(where + "element Z=" + std::to_string(Z) + " is listed twice");
    }
    try {
      element(Z);
    } catch (const InputError& error) {
      throw InputError(where + error.what());
    }
  }
  const double sum = sum_of(mass_fractions);
  if (!(std::fabs(sum - 1) <= 1e-3)) {
    throw InputError(where + "the mass fractions sum to " + std::to_string(sum) +
                     "; they must sum to 1 within 0.001");
  }
  // A sum of 1 but for rounding stays as it is: a composition survives being written and read.
  if (std::fabs(sum - 1) > 1e-12) normalise(mass_fractions);
  if (!(mean_excitation_energy_eV >= 0 && mean_excitation_energy_eV <= 1000)) {
    throw InputError(where + "the mean excitation energy is " +
                     std::to_string(mean_excitation_energy_eV) +
                     " eV; give 0 for Bragg's rule or a value up to 1000 eV");
  }
  if (mean_excitation_energy_eV == 0) {
    mean_excitation_energy_eV = bragg_mean_excitation_energy_eV(mass_fractions);
  }
  return {name, std::move(mass_fractions), mean_excitation_energy_eV, 1.0};
}

double bragg_mean_excitation_energy_eV(const Composition& mass_fractions) {
  double electrons = 0;
  double sum = 0;
  for (const auto& [Z, fraction] : mass_fractions) {
    const Element& atom = element(Z);
    const double share = fraction * Z / atom.atomic_weight_g_mol;
    electrons += share;
    sum += share * math::log(atom.constituent_excitation_eV);
  }
  return math::exp(sum / electrons);
}

}  // namespace yttria
