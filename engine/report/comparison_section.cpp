// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report/agreement_plot.hpp"
#include "engine/report/sections.hpp"
#include "engine/report/significance.hpp"
#include "engine/report/table.hpp"

namespace yttria::report {

namespace {

Html overview(const Comparison& c) {
  Table table("Differences, test less reference, over the judged voxels", {"Figure", "Value"});
  table.row({"Voxels judged", number(static_cast<double>(c.judged), "{:.0f}")});
  table.row({"Mean difference (bias), Gy", number(c.agreement.bias_Gy)});
  table.row({"Limits of agreement, Gy", fmt::format("{:.4g} to {:.4g}", c.agreement.lower_limit_Gy,
                                                    c.agreement.upper_limit_Gy)});
  table.row({"Mean local difference", percent(c.local_distribution.mean)});
  table.row({"Mean absolute relative error (MARE)", percent(c.agreement.mare)});
  table.row({"Correlation", number(c.agreement.correlation, "{:.6f}")});
  if (c.z_scores) {
    table.row({"z-scores: mean, standard deviation",
               fmt::format("{:.3f}, {:.3f}", c.z_scores->mean, c.z_scores->sd)});
    table.row({"|z| above 2 (by chance alone: 4.55 %)", percent(c.z_scores->beyond[1])});
  }
  for (const GammaMap& gamma : c.gamma) {
    table.row({fmt::format("Gamma {} ({}), passing", to_string(gamma.criterion),
                           to_string(c.options.gamma.normalisation)),
               percent(gamma.passing_rate)});
  }
  return table.html();
}

const ComparedValue* value_named(const RoiComparison& roi, const std::string& wanted) {
  for (const ComparedValue& value : roi.values) {
    if (value.name == wanted) return &value;
  }
  return nullptr;
}

Html regions(const Comparison& c) {
  Table table("Regions: difference of test and reference, and whether noise explains it",
              {"Region", "Figure", "Reference", "Test", "Difference", "1 sigma", "Relative", "p",
               "Evidence"});
  for (const RoiComparison& roi : c.rois) {
    for (const char* wanted : {"mean_Gy", "D70_Gy", "D90_Gy", "D50_Gy", "V100"}) {
      const ComparedValue* value = value_named(roi, wanted);
      if (value == nullptr) continue;
      const double p = two_sided_p(value->difference() / value->sigma, group_degrees);
      const bool none = value->difference() == 0 && std::isnan(value->sigma);
      std::string figure = wanted;
      if (const std::size_t unit = figure.find("_Gy"); unit != std::string::npos) {
        figure = figure.substr(0, unit) + ", Gy";
      }
      table.row({name(roi.name), figure, number(value->reference), number(value->test),
                 number(value->difference(), "{:+.3g}"), number(value->sigma, "{:.2g}"),
                 percent(value->difference() / value->reference, "{:+.2f} %"), probability(p),
                 none ? "none" : evidence(p)});
    }
  }
  if (table.empty()) return {};
  return table.html() +
         element(
             "p", "class=\"note\"",
             text(fmt::format(
                 "p: probability of a difference this large by noise alone, Student's t with {} "
                 "degrees of freedom (uncertainties come from 16 groups of batches). Evidence: "
                 "none above 0.05, weak above 0.003, clear below. One row in twenty shows weak "
                 "evidence by chance. Where one file has no batches, the other's uncertainty "
                 "stands alone.",
                 group_degrees)));
}

Html remarks(const Comparison& c) {
  std::vector<std::string> all = c.warnings;
  if (!c.same_grid) {
    all.push_back("The test was interpolated to the voxel centres of the reference.");
  }
  if (!c.z_scores && !c.no_z.empty()) all.push_back("No z-scores: " + c.no_z + ".");
  Html list;
  for (const std::string& words : all) list += element("li", text(words));
  return all.empty() ? Html{} : element("ul", "class=\"note\"", list);
}

}  // namespace

Html comparison_section(const ReportData& data) {
  Html all;
  for (std::size_t i = 0; i < data.comparisons.size(); ++i) {
    const Comparison& c = data.comparisons[i];
    all += element("h3", text("Reference ") + name(short_name(data, 0)) + text(", test ") +
                             name(short_name(data, i + 1)));
    all += element("p", text(fmt::format("Judged: {} of {} voxels, with at least {:g} % of the "
                                         "reference's maximum dose of {:.4g} Gy.",
                                         c.judged, c.voxels, c.options.gamma.threshold_percent,
                                         c.maximum_Gy)));
    all += element("div", "class=\"beside\"",
                   overview(c) + element("div", "class=\"figure\"",
                                         agreement_plot(c, data.files.front().map)));
    all += regions(c) + remarks(c);
  }
  return all.markup.empty() ? all : section("comparison", "Comparison", all);
}

}  // namespace yttria::report
