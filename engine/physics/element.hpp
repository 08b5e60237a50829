// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace yttria {

/// Electrons of one atomic subshell.
struct Subshell {
  double electrons;   // per atom
  double binding_eV;  // Carlson (1975)
};

/// An element that can be part of a medium: every table of physics_data/ covers it.
struct Element {
  int Z = 0;
  std::string_view symbol;
  double atomic_weight_g_mol = 0;
  double excitation_eV = 0;              // mean excitation energy of the pure element
  double constituent_excitation_eV = 0;  // in liquid and solid compounds, ICRU Report 37 (1984)
  double conduction_electrons = 0;       // per atom of the pure solid; out of the last subshell
  double density_g_cm3 = 0;              // of the pure element (carbon: graphite)
  std::vector<Subshell> subshells;       // outermost last
};

/// Elements with data, ascending by Z.
const std::vector<Element>& elements();

/// Throws InputError "no data for element Ti (Z=22) ..." that lists the elements with data.
const Element& element(int Z);
/// By symbol, "Ca"; throws InputError as the other.
const Element& element(std::string_view symbol);

}  // namespace yttria
