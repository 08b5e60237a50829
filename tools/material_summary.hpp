// SPDX-License-Identifier: Apache-2.0
// What is known of a material, as text and as JSON.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/physics/coefficients.hpp"
#include "engine/physics/material.hpp"

namespace yttria {

struct Coefficients {
  Material material;
  std::vector<ElectronCoefficients> electrons;
  std::vector<PhotonCoefficients> photons;
};

/// Headings of the line that material_text() makes.
std::string material_heading();
/// Name, nominal density, mean excitation energy, composition: one line.
std::string material_text(const Material& material);
nlohmann::ordered_json material_json(const Material& material);

/// With a table of electrons and one of photons.
std::string coefficients_text(const Coefficients& all);
nlohmann::ordered_json coefficients_json(const Coefficients& all);

}  // namespace yttria
