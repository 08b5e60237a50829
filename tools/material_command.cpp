// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/error.hpp"
#include "engine/physics/coefficients.hpp"
#include "engine/physics/material_library.hpp"
#include "tools/command_line.hpp"
#include "tools/exit_code.hpp"
#include "tools/material_summary.hpp"

namespace yttria {

namespace {

using Json = nlohmann::ordered_json;

/// 1 to 8 of each decade, with the highest energy of Y-90.
std::vector<double> default_energies_MeV(double lowest_MeV) {
  std::vector<double> energies;
  for (const double divisor : {1000.0, 100.0, 10.0}) {
    for (const double digit : {1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0}) {
      if (digit / divisor >= lowest_MeV) energies.push_back(digit / divisor);
    }
  }
  for (const double energy : {1.0, 1.25, 1.5, 2.0, 2.28, 2.5, 3.0}) energies.push_back(energy);
  return energies;
}

std::vector<Material> chosen(const MaterialCommand& command) {
  std::vector<Material> materials;
  for (const std::string& name : command.names) materials.push_back(library_material(name));
  for (const std::string& symbol : command.elements) materials.push_back(element_material(symbol));
  return materials;
}

std::vector<Material> library() {
  std::vector<Material> materials;
  for (const std::string& name : library_material_names()) {
    materials.push_back(library_material(name));
  }
  return materials;
}

Coefficients coefficients(const Material& material, const std::vector<double>& energies_MeV) {
  const bool own = energies_MeV.empty();
  return {material,
          electron_coefficients(material, own ? default_energies_MeV(0.01) : energies_MeV),
          photon_coefficients(material, own ? default_energies_MeV(0.001) : energies_MeV)};
}

void print(const Json& list, const std::string& text, bool json) {
  const Json report = {{"materials", list}};
  fmt::print("{}", json ? report.dump(2) + "\n" : text);
}

void print_library(bool json) {
  Json list = Json::array();
  std::string text = material_heading();
  for (const Material& material : library()) {
    list.push_back(material_json(material));
    text += material_text(material);
  }
  print(list, text, json);
}

void print_coefficients(const std::vector<Coefficients>& all, bool json) {
  Json list = Json::array();
  std::string text;
  for (const Coefficients& each : all) {
    list.push_back(coefficients_json(each));
    text += (text.empty() ? "" : "\n\n") + coefficients_text(each);
  }
  print(list, text, json);
}

}  // namespace

int execute(const MaterialCommand& command) {
  const std::vector<Material> materials = chosen(command);
  if (materials.empty()) {
    if (!command.energies_MeV.empty()) {
      throw InputError("--energies: name a material, such as yttria material water");
    }
    print_library(command.json);
    return exit_code::done;
  }
  std::vector<Coefficients> all;
  for (const Material& material : materials) {
    all.push_back(coefficients(material, command.energies_MeV));
  }
  print_coefficients(all, command.json);
  return exit_code::done;
}

}  // namespace yttria
