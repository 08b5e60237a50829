// SPDX-License-Identifier: Apache-2.0
#include "engine/physics/element.hpp"

#include <set>

#include "engine/error.hpp"
#include "engine/physics/data_file.hpp"

namespace yttria {

namespace {

int integer(std::string_view cell) {
  return static_cast<int>(number(cell));
}

/// Values of Z in the first column.
std::set<int> covered(std::string_view file_name) {
  std::set<int> values;
  for (const auto& row : data_rows(file_name)) values.insert(integer(row.at(0)));
  return values;
}

std::vector<Element> read_elements() {
  const std::set<int> radiating = covered("bremsstrahlung.csv");
  const std::set<int> scattering = covered("elastic.csv");
  const std::set<int> absorbing = covered("photon_cross_sections.csv");
  const std::set<int> with_form_factors = covered("photon_form_factors.csv");
  const auto excitation = data_rows("mean_excitation.csv");
  const auto shells = data_rows("binding_energies.csv");

  std::vector<Element> found;
  for (const auto& row : data_rows("elements.csv")) {
    Element element{integer(row.at(0)), row.at(1), 0, 0, 0, 0, 0, {}};
    if (row.at(2).empty()) continue;
    element.atomic_weight_g_mol = number(row.at(2));
    element.conduction_electrons = number(row.at(3));
    if (!row.at(4).empty()) element.density_g_cm3 = number(row[4]);
    for (const auto& cells : excitation) {
      if (integer(cells.at(0)) != element.Z) continue;
      element.excitation_eV = number(cells.at(1));
      element.constituent_excitation_eV = number(cells.at(2));
    }
    for (const auto& cells : shells) {
      if (integer(cells.at(0)) != element.Z) continue;
      element.subshells.push_back({number(cells.at(1)), number(cells.at(2))});
    }
    const bool complete = element.constituent_excitation_eV > 0 && !element.subshells.empty() &&
                          radiating.contains(element.Z) && scattering.contains(element.Z) &&
                          absorbing.contains(element.Z) && with_form_factors.contains(element.Z);
    if (complete) found.push_back(element);
  }
  return found;
}

std::string known_symbols() {
  std::string known;
  for (const Element& candidate : elements()) {
    known += known.empty() ? "" : " ";
    known += candidate.symbol;
  }
  return known;
}

std::string symbol_of(int Z) {
  for (const auto& row : data_rows("elements.csv")) {
    if (integer(row.at(0)) == Z) return std::string(row.at(1)) + " ";
  }
  return "";
}

}  // namespace

const std::vector<Element>& elements() {
  static const std::vector<Element> all = read_elements();
  return all;
}

const Element& element(int Z) {
  for (const Element& candidate : elements()) {
    if (candidate.Z == Z) return candidate;
  }
  throw InputError("no data for element " + symbol_of(Z) + "(Z=" + std::to_string(Z) +
                   "); elements with data: " + known_symbols());
}

const Element& element(std::string_view symbol) {
  for (const Element& candidate : elements()) {
    if (candidate.symbol == symbol) return candidate;
  }
  throw InputError("no data for element '" + std::string(symbol) +
                   "'; elements with data: " + known_symbols());
}

}  // namespace yttria
