// SPDX-License-Identifier: Apache-2.0
#include "tools/planning_summary.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/printable.hpp"

namespace yttria {

namespace {

using Json = nlohmann::ordered_json;

std::string number(double value, const char* form = "{:.4g}") {
  return std::isnan(value) ? "-" : fmt::format(fmt::runtime(form), value);
}

/// Of a model from the computed dose, percent.
double difference(double model_Gy, const Estimate& computed) {
  return 100 * (model_Gy / computed.value - 1);
}

std::string computed_heading(const PlanningReport& report) {
  if (!report.computed) return "\n";
  return fmt::format(" {:>12} {:>8} {:>12}\n", "computed Gy", "1 sigma", "model less");
}

std::string computed_cells(const PlanningReport& report, double model_Gy,
                           const std::vector<Estimate> ComputedDoses::*which, std::size_t i) {
  if (!report.computed) return "\n";
  const Estimate& computed = ((*report.computed).*which)[i];
  const double percent = difference(model_Gy, computed);
  return fmt::format(" {:>12} {:>8} {:>12}\n", number(computed.value),
                     number(computed.sigma, "{:.2g}"),
                     std::isfinite(percent) ? fmt::format("{:+.2f} %", percent) : "-");
}

std::string source_text(const Planning& plan) {
  const std::string decays =
      fmt::format("{:.6g} decays of {}, {:.4f} MeV each on average", plan.compartments.total_decays,
                  plan.nuclide, plan.energy_per_decay_MeV);
  if (!(plan.half_life_h > 0)) return decays;
  return decays + fmt::format("; {:.4g} GBq at time zero, half-life {:.4g} h, k {:.2f} Gy kg/GBq",
                              plan.activity_GBq(plan.compartments.total_decays), plan.half_life_h,
                              plan.Gy_kg_per_GBq);
}

std::string regions_text(const PlanningReport& report) {
  std::string text = fmt::format("{:<24} {:>10} {:>12} {:>13} {:>20}", "region", "mass g", "decays",
                                 "activity GBq", "energy over mass Gy");
  text += computed_heading(report);
  for (std::size_t i = 0; i < report.regions.size(); ++i) {
    const SanityDose& region = report.regions[i];
    text += fmt::format("{:<24} {:>10.4g} {:>12.4g} {:>13} {:>20}", printable(region.region),
                        region.mass_g, region.decays,
                        number(report.plan.activity_GBq(region.decays)), number(region.dose_Gy));
    text += computed_cells(report, region.dose_Gy, &ComputedDoses::regions, i);
  }
  return text;
}

std::string models_text(const PlanningReport& report) {
  if (report.plan.doses.empty()) return {};
  std::string text =
      fmt::format("{:<28} {:<20} {:>10} {:>10}", "model", "compartment", "mass g", "Gy");
  text += computed_heading(report);
  for (std::size_t i = 0; i < report.plan.doses.size(); ++i) {
    const ModelDose& dose = report.plan.doses[i];
    const Compartment& where = report.plan.compartments.*dose.where;
    text += fmt::format("{:<28} {:<20} {:>10.4g} {:>10.4g}", dose.model, where.voxels.name,
                        dose.mass_g, dose.dose_Gy);
    text += computed_cells(report, dose.dose_Gy, &ComputedDoses::models, i);
  }
  return text + "\n";
}

std::string ratios_text(const Planning& plan) {
  std::string text;
  if (plan.tumour_to_normal) {
    text +=
        fmt::format("tumour to normal     {:.4g} (activity per mass)\n", *plan.tumour_to_normal);
  }
  if (plan.lung_shunt_fraction) {
    text += fmt::format("lung shunt           {:.3f} % (lung over lung and liver with tumours)\n",
                        100 * *plan.lung_shunt_fraction);
  }
  if (const double rest = plan.compartments.decays_elsewhere(); rest > 0) {
    text +=
        fmt::format("elsewhere            {:.4g} decays are in none of the compartments\n", rest);
  }
  if (plan.device == MicrosphereDevice::glass) {
    text +=
        "glass microspheres   are planned with the one-compartment model of the treated volume, "
        "without body surface area\n";
  }
  if (plan.surface_area) {
    const double activity = plan.activity_GBq(plan.compartments.total_decays);
    text += fmt::format(
        "body surface area    {:.4g} m2: {:.4g} GBq of resin microspheres, before any reduction "
        "for "
        "lung shunt; the case has {} GBq\n",
        plan.surface_area->body_surface_m2, plan.surface_area->activity_GBq, number(activity));
  }
  for (const Overlap& both : plan.compartments.overlaps) {
    text += fmt::format("overlap              {} and {} share {} voxels, counted once, as {}\n",
                        both.one, both.other, both.voxels, to_string(both.counted_as));
  }
  for (const std::string& what : plan.not_computed) {
    text += fmt::format("not computed         {}\n", what);
  }
  return text;
}

Json compartment_json(const Planning& plan, const Compartment& one) {
  return {{"regions", one.regions},     {"voxels", one.voxels.voxels()},
          {"volume_mL", one.volume_mL}, {"mass_g", one.mass_g},
          {"decays", one.decays},       {"activity_GBq", plan.activity_GBq(one.decays)}};
}

void add_computed(Json& to, const PlanningReport& report, double model_Gy,
                  const std::vector<Estimate> ComputedDoses::*which, std::size_t i) {
  if (!report.computed) return;
  const Estimate& computed = ((*report.computed).*which)[i];
  to["computed_Gy"] = computed.value;
  to["computed_sigma_Gy"] = computed.sigma;
  to["difference_percent"] = difference(model_Gy, computed);
}

Json optional_json(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

std::string planning_text(const PlanningReport& report) {
  std::string text = fmt::format("source               {}\n", source_text(report.plan));
  if (report.computed) {
    text += fmt::format(
        "computed             {}, dose to {}; \"model less\" is model over computed "
        "less 1\n",
        report.computed->file, report.computed->dose_to);
  }
  text += fmt::format("\n{}\n{}{}", regions_text(report), models_text(report),
                      ratios_text(report.plan));
  text +=
      "formulas             yttria plan --help; energy stays where it is emitted, nothing washes "
      "out\n";
  return text;
}

nlohmann::ordered_json planning_json(const PlanningReport& report) {
  const Planning& plan = report.plan;
  const Compartments& c = plan.compartments;
  Json regions = Json::array(), models = Json::array(), overlaps = Json::array();
  for (std::size_t i = 0; i < report.regions.size(); ++i) {
    const SanityDose& region = report.regions[i];
    Json one = {{"name", region.region},
                {"mass_g", region.mass_g},
                {"decays", region.decays},
                {"activity_GBq", plan.activity_GBq(region.decays)},
                {"energy_over_mass_Gy", region.dose_Gy}};
    add_computed(one, report, region.dose_Gy, &ComputedDoses::regions, i);
    regions.push_back(std::move(one));
  }
  for (std::size_t i = 0; i < plan.doses.size(); ++i) {
    const ModelDose& dose = plan.doses[i];
    Json one = {{"model", dose.model},
                {"compartment", (c.*dose.where).voxels.name},
                {"mass_g", dose.mass_g},
                {"dose_Gy", dose.dose_Gy}};
    add_computed(one, report, dose.dose_Gy, &ComputedDoses::models, i);
    models.push_back(std::move(one));
  }
  for (const Overlap& both : c.overlaps) {
    overlaps.push_back({{"regions", {both.one, both.other}},
                        {"voxels", both.voxels},
                        {"counted_as", to_string(both.counted_as)}});
  }
  Json json = {{"nuclide", plan.nuclide},
               {"energy_per_decay_MeV", plan.energy_per_decay_MeV},
               {"half_life_h", plan.half_life_h > 0 ? Json(plan.half_life_h) : Json(nullptr)},
               {"Gy_kg_per_GBq", plan.half_life_h > 0 ? Json(plan.Gy_kg_per_GBq) : Json(nullptr)},
               {"total_decays", c.total_decays},
               {"activity_GBq", plan.activity_GBq(c.total_decays)},
               {"compartments",
                {{"tumour", compartment_json(plan, c.tumour)},
                 {"normal_liver", compartment_json(plan, c.normal_liver)},
                 {"lung", compartment_json(plan, c.lung)},
                 {"liver_with_tumours", compartment_json(plan, c.liver)}}},
               {"decays_elsewhere", c.decays_elsewhere()},
               {"overlaps", overlaps},
               {"tumour_to_normal", optional_json(plan.tumour_to_normal)},
               {"lung_shunt_fraction", optional_json(plan.lung_shunt_fraction)},
               {"models", models},
               {"regions", regions}};
  if (plan.device) json["device"] = *plan.device == MicrosphereDevice::resin ? "resin" : "glass";
  if (plan.surface_area) {
    json["body_surface_area"] = {{"body_surface_m2", plan.surface_area->body_surface_m2},
                                 {"activity_GBq", plan.surface_area->activity_GBq}};
  }
  json["not_computed"] = plan.not_computed;
  json["warnings"] = report.warnings;
  return json;
}

}  // namespace yttria
