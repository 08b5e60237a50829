// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cmath>

#include "engine/report/planning_formulas.hpp"
#include "engine/report/sections.hpp"
#include "engine/report/table.hpp"

namespace yttria::report {

namespace {

Html quantities(const Planning& plan) {
  Table table("Clinical quantities of the case", {"Quantity", "Value", "Formula"});
  const auto compartment = [&](const char* what, const Compartment& part) {
    if (part.regions.empty()) return;
    const double activity = plan.activity_GBq(part.decays);
    table.row(
        {fmt::format("Activity in {}", what), number(activity, "{:.4g} GBq"), activity_formula});
    table.row({fmt::format("Mass of {}", what), number(part.mass_g, "{:.4g} g"),
               "m = sum of density times voxel volume"});
  };
  compartment("tumours", plan.compartments.tumour);
  compartment("normal liver", plan.compartments.normal_liver);
  compartment("lungs", plan.compartments.lung);
  if (plan.tumour_to_normal) {
    table.row({"Tumour-to-normal ratio", number(*plan.tumour_to_normal), tumour_to_normal_formula});
  }
  if (plan.lung_shunt_fraction) {
    table.row({"Lung shunt fraction", percent(*plan.lung_shunt_fraction), lung_shunt_formula});
  }
  if (plan.Gy_kg_per_GBq > 0) {
    table.row({"Dose per concentration of activity", number(plan.Gy_kg_per_GBq, "{:.4g} Gy kg/GBq"),
               dose_per_concentration_formula});
  }
  return table.empty() ? Html{} : table.html();
}

Html models(const ReportData& data) {
  const ReportCase& known = *data.of_case;
  Table table("Mean doses: planning models beside " + short_name(data, 0),
              {"Model", "Mass g", "Model Gy", "Computed Gy", "Model less computed"});
  for (std::size_t i = 0; i < known.plan.doses.size(); ++i) {
    const ModelDose& dose = known.plan.doses[i];
    const Estimate& computed = known.computed[i];
    table.row({dose.model + ", " + spaced((known.plan.compartments.*dose.where).voxels.name),
               number(dose.mass_g), number(dose.dose_Gy),
               with_uncertainty(computed.value, computed.sigma),
               percent(dose.dose_Gy / computed.value - 1, "{:+.1f} %")});
  }
  return table.empty() ? Html{} : table.html();
}

Html sanity(const ReportData& data) {
  const ReportFile& first = data.files.front();
  Table table("Mean dose against energy over mass (as if all energy stayed where it is emitted)",
              {"Region", "Energy over mass Gy", "Computed Gy", "Difference"});
  for (const SanityDose& dose : data.of_case->sanity) {
    double computed = std::nan("");
    for (const RoiStatistics& region : first.regions) {
      if (region.name == dose.region) computed = region.mean_Gy;
    }
    if (&dose == &data.of_case->sanity.back()) computed = first.mean_Gy;
    table.row({name(dose.region), number(dose.dose_Gy), number(computed),
               percent(computed / dose.dose_Gy - 1, "{:+.2f} %")});
  }
  return table.html();
}

}  // namespace

Html clinical_section(const ReportData& data) {
  if (!data.of_case) return {};
  const ReportCase& known = *data.of_case;
  Html notes;
  for (const std::string& doubt : known.doubts) notes += element("li", text(doubt));
  for (const std::string& gap : known.plan.not_computed) notes += element("li", text(gap));
  Html all = quantities(known.plan) + models(data) + sanity(data);
  all += element("p", "class=\"note\"",
                 text("MIRD one compartment: D = k A / m. Partition model (Ho et al. 1996; Kao et "
                      "al. 2012): D_normal = k A (1 - L) / (R m_tumour + m_normal), D_tumour = R "
                      "D_normal, D_lung = k A L / m_lung. All assume that energy stays where it is "
                      "emitted, evenly spread over a compartment. Case: " +
                      known.file + "."));
  if (!notes.markup.empty()) all += element("ul", "class=\"note\"", notes);
  return section("clinical", "Clinical quantities", all);
}

}  // namespace yttria::report
