// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

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
  table.row(
      {"Limits of agreement, Gy", range(c.agreement.lower_limit_Gy, c.agreement.upper_limit_Gy)});
  table.row({"Mean local difference", percent(c.local_distribution.mean)});
  table.row({"Mean absolute relative error (MARE)", percent(c.agreement.mare)});
  table.row({"Correlation", number(c.agreement.correlation, "{:.6f}")});
  if (c.z_scores) {
    table.row({"z-scores: mean, standard deviation",
               fmt::format("{:.3f}, {:.3f}", c.z_scores->mean, c.z_scores->sd)});
    table.row({"|z| above 2 (by chance alone: 4.55 %)", percent(c.z_scores->beyond[1])});
  }
  for (const GammaMap& gamma : c.gamma) {
    table.row({fmt::format("Gamma {} ({}; Low et al. 1998), passing", to_string(gamma.criterion),
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

/// Of the reference and of the test.
Cell biases(const ComparedValue& value) {
  if (value.reference_bias == 0 && value.test_bias == 0) return number(std::nan(""));
  Cell cell(fmt::format("{}, {}", bias_words(value.reference_bias), bias_words(value.test_bias)));
  cell.number = true;
  return cell;
}

Html regions(const Comparison& c) {
  Table table("Regions: difference of test and reference, and whether noise explains it",
              {"Region", "Figure", "Reference", "Test", "Difference", "1 sigma", "Noise bias",
               "Relative", "p", "Evidence"});
  for (const RoiComparison& roi : c.rois) {
    for (const char* wanted : {"mean_Gy", "D70_Gy", "D90_Gy", "D50_Gy", "V100"}) {
      const ComparedValue* value = value_named(roi, wanted);
      if (value == nullptr) continue;
      const auto [p, evidence] = significance(*value);
      std::string figure = wanted;
      if (const std::size_t unit = figure.find("_Gy"); unit != std::string::npos) {
        figure = figure.substr(0, unit) + ", Gy";
      }
      table.row({name(roi.name), figure, number(value->reference), number(value->test),
                 signed_number(value->difference()), number(value->sigma, "{:.2g}"), biases(*value),
                 percent(value->difference() / value->reference, "{:+.2f} %"), probability(p),
                 evidence});
    }
  }
  if (table.empty()) return {};
  return table.html("figures") +
         element(
             "p", "class=\"note\"",
             text(fmt::format(
                 "Noise bias: what the noise of single voxels adds to a figure of the reference "
                 "and "
                 "of the test, estimated from half of the batches; the true one may be up to 2.4 "
                 "times that. p: probability of a difference this far beyond what these biases may "
                 "explain, by scatter alone, Student's t with {} "
                 "degrees of freedom (uncertainties come from 16 groups of batches). Evidence: "
                 "none above 0.05, weak above 0.003, clear below; noise bias: it may explain the "
                 "difference, more histories would tell. Up to one row in twenty shows weak "
                 "evidence by chance. Equal figures have p 1 and no evidence, with or without an "
                 "uncertainty. Where one file has no batches, the other's uncertainty stands "
                 "alone.",
                 group_degrees)));
}

/// What limits the figures of regions: each note once, after the regions that it is of.
std::vector<Html> region_notes(const Comparison& c) {
  std::vector<std::pair<std::string, Html>> names;  // note, regions
  for (const RoiComparison& roi : c.rois) {
    for (const std::string& note : roi.notes) {
      const auto known = std::find_if(names.begin(), names.end(),
                                      [&](const auto& entry) { return entry.first == note; });
      if (known == names.end()) {
        names.emplace_back(note, name(roi.name));
      } else {
        known->second += text(", ") + name(roi.name);
      }
    }
  }
  std::vector<Html> all;
  for (const auto& [note, regions] : names) all.push_back(regions + text(": " + note + "."));
  return all;
}

Html remarks(const Comparison& c) {
  std::vector<Html> all = region_notes(c);
  for (const std::string& warning : c.warnings) all.push_back(text(warning));
  if (!c.same_grid) {
    all.push_back(text("The test was interpolated to the voxel centres of the reference."));
  }
  if (!c.z_scores && !c.no_z.empty()) all.push_back(text("No z-scores: " + c.no_z + "."));
  Html list;
  for (const Html& words : all) list += element("li", words);
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
    all += element(
        "p", "class=\"note\"",
        text("Statistical noise of single voxels is in all of these: it widens the limits of "
             "agreement and the mean absolute relative error. Gamma looks for the nearest dose of "
             "the test, so noise of the test finds chance agreement and raises the passing rate, "
             "noise of the reference lowers it. z-scores allow for noise."));
    all += regions(c) + remarks(c);
  }
  return all.markup.empty() ? all : section("comparison", "Comparison", all);
}

}  // namespace yttria::report
