// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "engine/report/checklist.hpp"
#include "engine/report/method_text.hpp"
#include "engine/report/page.hpp"
#include "engine/report/planning_formulas.hpp"
#include "engine/report/references.hpp"
#include "engine/report/significance.hpp"

namespace yttria::report {

namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Estimate& e) {
  return {{"value", e.value}, {"sigma", e.sigma}, {"noise_bias", e.noise_bias}};
}

Json json_of(const RoiStatistics& r) {
  return {{"name", r.name},
          {"role", to_string(r.role)},
          {"voxels", r.voxels},
          {"volume_mL", r.volume_mL},
          {"mass_g", r.mass_g},
          {"mean_Gy", r.mean_Gy},
          {"mean_uncertainty", r.mean_uncertainty},
          {"min_Gy", json_of(r.min_Gy)},
          {"D98_Gy", json_of(r.D98)},
          {"D95_Gy", json_of(r.D95)},
          {"D90_Gy", json_of(r.D90)},
          {"D70_Gy", json_of(r.D70)},
          {"D50_Gy", json_of(r.D50)},
          {"D2_Gy", json_of(r.D2)},
          {"max_Gy", json_of(r.max_Gy)},
          {"V100", json_of(r.V100)},
          {"homogeneity", json_of(r.homogeneity)},
          {"dvh",
           {{"dose_Gy", r.dvh.dose_Gy},
            {"volume_fraction", r.dvh.volume_fraction},
            {"lower", r.dvh.lower},
            {"upper", r.dvh.upper},
            {"differential_per_Gy", r.dvh.differential},
            {"differential_sigma_per_Gy", r.dvh.differential_sigma}}}};
}

Json json_of(const Convergence& c) {
  Json points = Json::array();
  for (const ConvergencePoint& p : c.points) {
    points.push_back({{"histories", p.histories},
                      {"mean_Gy", p.mean_Gy},
                      {"uncertainty", p.uncertainty},
                      {"own_error", p.own_error}});
  }
  return {{"region", c.region},
          {"histories", c.histories},
          {"uncertainty", c.uncertainty},
          {"histories_for_1_percent", c.histories_for(0.01)},
          {"points", points}};
}

Json json_of(const ReportFile& file, const ReportCase* of_case) {
  Json head = Json::array(), regions = Json::array(), convergence = Json::array(),
       items = Json::array(), record = Json::object();
  for (const Statement& s : file.head) {
    head.push_back({{"about", s.about}, {"verdict", to_string(s.verdict)}, {"words", s.words}});
  }
  for (const RoiStatistics& region : file.regions) regions.push_back(json_of(region));
  for (const Convergence& region : file.convergence) convergence.push_back(json_of(region));
  for (const ChecklistItem& item : checklist(file, of_case)) {
    items.push_back({{"heading", item.heading}, {"item", item.item}, {"answer", item.answer}});
  }
  for (const auto& [name, value] : file.facts.entries()) {
    std::visit([&, &key = name](const auto& v) { record[key] = v; }, value);
  }
  return {{"label", file.label},
          {"file", file.map.file},
          {"status", file.map.complete ? "complete" : "partial"},
          {"dose_to", file.map.dose_to},
          {"head", head},
          {"maximum_Gy", file.maximum_Gy},
          {"mass_g", file.mass_g},
          {"mean_Gy", file.mean_Gy},
          {"max50_uncertainty", file.max50},
          {"regions", regions},
          {"convergence", convergence},
          {"method", method_text(file)},
          {"checklist", items},
          {"record", record}};
}

Json json_of(const RoiComparison& roi) {
  Json values = Json::array();
  for (const ComparedValue& v : roi.values) {
    const auto [p, evidence] = significance(v);
    values.push_back({{"name", v.name},
                      {"reference", v.reference},
                      {"test", v.test},
                      {"difference", v.difference()},
                      {"sigma", v.sigma},
                      {"reference_noise_bias", v.reference_bias},
                      {"test_noise_bias", v.test_bias},
                      {"p", p},
                      {"evidence", evidence}});
  }
  return {{"name", roi.name}, {"compared", roi.compared}, {"values", values}, {"notes", roi.notes}};
}

Json json_of(const Comparison& c) {
  Json gamma = Json::array(), regions = Json::array();
  for (const GammaMap& map : c.gamma) {
    gamma.push_back({{"criterion", to_string(map.criterion)},
                     {"judged", map.judged},
                     {"passing_rate", map.passing_rate},
                     {"mean", map.mean}});
  }
  for (const RoiComparison& roi : c.rois) regions.push_back(json_of(roi));
  Json json = {{"reference", c.reference},
               {"test", c.test},
               {"resampled", !c.same_grid},
               {"judged", c.judged},
               {"gamma_normalisation", to_string(c.options.gamma.normalisation)},
               {"threshold_percent", c.options.gamma.threshold_percent},
               {"maximum_Gy", c.maximum_Gy},
               {"mean_local_difference", c.local_distribution.mean},
               {"mare", c.agreement.mare},
               {"bias_Gy", c.agreement.bias_Gy},
               {"limits_of_agreement_Gy", {c.agreement.lower_limit_Gy, c.agreement.upper_limit_Gy}},
               {"correlation", c.agreement.correlation},
               {"gamma", gamma},
               {"regions", regions},
               {"warnings", c.warnings}};
  if (c.z_scores) json["z"] = {{"mean", c.z_scores->mean}, {"sd", c.z_scores->sd}};
  return json;
}

Json json_of(const ReportCase& known) {
  const Planning& plan = known.plan;
  Json models = Json::array(), sanity = Json::array(), compartments = Json::array();
  for (const Compartment* part :
       {&plan.compartments.tumour, &plan.compartments.normal_liver, &plan.compartments.lung}) {
    if (part->regions.empty()) continue;
    const double activity_GBq = plan.activity_GBq(part->decays);
    compartments.push_back({{"compartment", part->voxels.name},
                            {"regions", part->regions},
                            {"mass_g", part->mass_g},
                            {"decays", part->decays},
                            {"activity_GBq", activity_GBq}});
  }
  for (std::size_t i = 0; i < plan.doses.size(); ++i) {
    const ModelDose& dose = plan.doses[i];
    models.push_back({{"model", dose.model},
                      {"compartment", (plan.compartments.*dose.where).voxels.name},
                      {"mass_g", dose.mass_g},
                      {"model_Gy", dose.dose_Gy},
                      {"computed_Gy", json_of(known.computed[i])}});
  }
  for (const SanityDose& dose : known.sanity) {
    sanity.push_back({{"region", dose.region}, {"energy_over_mass_Gy", dose.dose_Gy}});
  }
  Json json = {{"file", known.file},
               {"materials", known.materials},
               {"Gy_kg_per_GBq", plan.Gy_kg_per_GBq},
               {"compartments", compartments},
               {"formulas",
                {{"activity", activity_formula},
                 {"tumour_to_normal", tumour_to_normal_formula},
                 {"lung_shunt_fraction", lung_shunt_formula},
                 {"Gy_kg_per_GBq", dose_per_concentration_formula}}},
               {"models", models},
               {"energy_over_mass", sanity},
               {"not_computed", plan.not_computed},
               {"doubts", known.doubts}};
  if (plan.tumour_to_normal) json["tumour_to_normal"] = *plan.tumour_to_normal;
  if (plan.lung_shunt_fraction) json["lung_shunt_fraction"] = *plan.lung_shunt_fraction;
  return json;
}

}  // namespace

Json report_json(const ReportData& data) {
  const ReportCase* of_case = data.of_case ? &*data.of_case : nullptr;
  Json json = {{"title", data.options.title},         {"made", data.made},
               {"intended_use", intended_use()},      {"isodose_Gy", data.isodose_Gy},
               {"full_scale_Gy", data.full_scale_Gy}, {"files", Json::array()},
               {"comparisons", Json::array()}};
  for (const ReportFile& file : data.files) json["files"].push_back(json_of(file, of_case));
  for (const Comparison& c : data.comparisons) json["comparisons"].push_back(json_of(c));
  if (of_case != nullptr) json["case"] = json_of(*of_case);
  json["references"] = Json::array();
  const std::string words = json.dump(-1, ' ', true, Json::error_handler_t::replace);
  for (const Reference& work : references_cited_in(words)) {
    json["references"].push_back({{"cited", work.cited}, {"words", work.words}, {"doi", work.doi}});
  }
  return json;
}

}  // namespace yttria::report
