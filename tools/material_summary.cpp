// SPDX-License-Identifier: Apache-2.0
#include "tools/material_summary.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/physics/element.hpp"

namespace yttria {

namespace {

std::string electron_table(const std::vector<ElectronCoefficients>& electrons) {
  std::string text =
      fmt::format("{:<10}{:>11}{:>11}{:>12}{:>11}{:>9}{:>15}\n", "electrons", "collision",
                  "radiative", "CSDA range", "radiation", "density", "transport mfp");
  text += fmt::format("{:>9} {:>11}{:>11}{:>12}{:>11}{:>9}{:>15}\n", "MeV", "MeV cm2/g",
                      "MeV cm2/g", "g/cm2", "yield", "effect", "g/cm2");
  for (const ElectronCoefficients& e : electrons) {
    text +=
        fmt::format("{:>9.5g} {:>11.4g}{:>11.4g}{:>12.4g}{:>11.4g}{:>9.4f}{:>15.4g}\n",
                    e.energy_MeV, e.collision_MeV_cm2_g, e.radiative_MeV_cm2_g, e.csda_range_g_cm2,
                    e.radiation_yield, e.density_effect, e.transport_mean_free_path_g_cm2);
  }
  return text;
}

std::string photon_table(const std::vector<PhotonCoefficients>& photons) {
  std::string text = fmt::format("{:<10}{:>11}{:>11}{:>15}{:>11}{:>11}\n", "photons", "Compton",
                                 "Rayleigh", "photoelectric", "pair", "total");
  text += fmt::format("{:>9} {:>11}{:>11}{:>15}{:>11}{:>11}\n", "MeV", "cm2/g", "cm2/g", "cm2/g",
                      "cm2/g", "cm2/g");
  for (const PhotonCoefficients& p : photons) {
    text += fmt::format("{:>9.5g} {:>11.4g}{:>11.4g}{:>15.4g}{:>11.4g}{:>11.4g}\n", p.energy_MeV,
                        p.compton_cm2_g, p.rayleigh_cm2_g, p.photoelectric_cm2_g, p.pair_cm2_g,
                        p.total_cm2_g);
  }
  return text;
}

}  // namespace

std::string material_heading() {
  return fmt::format("{:<16} {:>10} {:>8}   {}\n", "material", "g/cm3", "I eV", "mass fractions");
}

nlohmann::ordered_json material_json(const Material& material) {
  nlohmann::ordered_json fractions = nlohmann::ordered_json::object();
  for (const auto& [Z, fraction] : material.mass_fractions) {
    fractions[std::string(element(Z).symbol)] = fraction;
  }
  return {{"name", material.name},
          {"density_g_cm3", material.nominal_density_g_cm3},
          {"mean_excitation_energy_eV", material.mean_excitation_energy_eV},
          {"mass_fractions", fractions}};
}

nlohmann::ordered_json coefficients_json(const Coefficients& all) {
  nlohmann::ordered_json report = material_json(all.material);
  for (const ElectronCoefficients& e : all.electrons) {
    report["electrons"].push_back(
        {{"energy_MeV", e.energy_MeV},
         {"collision_MeV_cm2_g", e.collision_MeV_cm2_g},
         {"radiative_MeV_cm2_g", e.radiative_MeV_cm2_g},
         {"csda_range_g_cm2", e.csda_range_g_cm2},
         {"radiation_yield", e.radiation_yield},
         {"density_effect", e.density_effect},
         {"transport_mean_free_path_g_cm2", e.transport_mean_free_path_g_cm2}});
  }
  for (const PhotonCoefficients& p : all.photons) {
    report["photons"].push_back({{"energy_MeV", p.energy_MeV},
                                 {"compton_cm2_g", p.compton_cm2_g},
                                 {"rayleigh_cm2_g", p.rayleigh_cm2_g},
                                 {"photoelectric_cm2_g", p.photoelectric_cm2_g},
                                 {"pair_cm2_g", p.pair_cm2_g},
                                 {"total_cm2_g", p.total_cm2_g}});
  }
  return report;
}

std::string material_text(const Material& material) {
  std::string text =
      fmt::format("{:<16} {:>10.6g} {:>8.5g}  ", material.name, material.nominal_density_g_cm3,
                  material.mean_excitation_energy_eV);
  for (const auto& [Z, fraction] : material.mass_fractions) {
    text += fmt::format(" {} {:.4g}", element(Z).symbol, fraction);
  }
  return text + "\n";
}

std::string coefficients_text(const Coefficients& all) {
  return material_heading() + material_text(all.material) + "\n" + electron_table(all.electrons) +
         "\n" + photon_table(all.photons);
}

}  // namespace yttria
