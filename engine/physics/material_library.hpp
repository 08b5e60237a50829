// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/physics/material.hpp"

namespace yttria {

/// A material of the library by its name in the case format ("water", "soft tissue", ...).
/// Throws InputError naming the nearest known name.
Material library_material(const std::string& name);
std::vector<std::string> library_material_names();

/// A pure element by its symbol, with its own density and mean excitation energy (ICRU 37).
/// Throws InputError that lists the elements with data.
Material element_material(const std::string& symbol);

/// A material defined by the user. Fractions must sum to 1 within 1e-3 and are renormalised.
/// mean_excitation_energy_eV = 0 means Bragg's rule (ICRU 37 constituents of liquids and solids).
/// Its nominal density is 1 g/cm3 until it is known from a case: there it is the mean density of
/// the voxels that have the material.
/// Throws InputError that names an element without data.
Material user_material(const std::string& name, std::vector<std::pair<int, double>> mass_fractions,
                       double mean_excitation_energy_eV);

/// Mean excitation energy by Bragg's additivity rule, eV.
double bragg_mean_excitation_energy_eV(const std::vector<std::pair<int, double>>& mass_fractions);

}  // namespace yttria
