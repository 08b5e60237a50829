// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/report/sections.hpp"
#include "engine/report/svg_plot.hpp"
#include "engine/report/table.hpp"

namespace yttria::report {

namespace {

constexpr double least_shown = 1e-6;  // a region that keeps all energy has next to no scatter

/// The range of both axes over all regions that have an uncertainty.
struct Ranges {
  double fewest = 1e300, most = 0, lowest = 1e300, highest = 0;

  explicit Ranges(const ReportFile& file) {
    for (const Convergence& region : file.convergence) {
      for (const ConvergencePoint& point : region.points) {
        if (!(point.uncertainty > least_shown)) continue;
        fewest = std::min(fewest, point.histories);
        most = std::max(most, point.histories);
        lowest = std::min(lowest, point.uncertainty);
        highest = std::max(highest, point.uncertainty);
      }
    }
  }
  bool any() const { return most > fewest; }
};

Html plot_of(const ReportFile& file, const Ranges& range) {
  SvgPlot plot(
      {"Histories", 0.9 * range.fewest, 1.1 * range.most, true},
      {"Relative uncertainty of the mean, %", 60 * range.lowest, 170 * range.highest, true}, 720,
      320);
  for (std::size_t r = 0; r < file.convergence.size(); ++r) {
    const Convergence& region = file.convergence[r];
    const std::string style = curve_class(r, 0);
    std::vector<double> x, y;
    for (const ConvergencePoint& point : region.points) {
      if (!(point.uncertainty > least_shown)) continue;
      x.push_back(point.histories);
      y.push_back(100 * region.uncertainty * std::sqrt(region.histories / point.histories));
      const double value = 100 * point.uncertainty;
      plot.vertical_bar(point.histories, value * (1 - std::min(point.own_error, 0.9)),
                        value * (1 + point.own_error), "whisker " + style);
      plot.point(point.histories, value, "dot " + style);
    }
    if (!x.empty()) plot.line(x, y, "expected " + style);
  }
  return plot.html("id=\"convergence-plot\"", "Uncertainty against histories");
}

Cell histories_for_1_percent(const Convergence& region) {
  const double histories = region.histories_for(0.01);
  if (!(histories > region.per_batch)) {
    Cell words("within the first batch");
    words.number = true;  // stands as those below and above it
    return std::isnan(histories) ? number(histories) : words;
  }
  return number(histories);
}

Html table_of(const ReportFile& file) {
  Table table("Mean dose as histories were added, Gy",
              {"Region", "A quarter", "Half", "All", "All, 1 sigma", "Histories for 1 %"});
  for (const Convergence& region : file.convergence) {
    if (region.points.empty()) continue;
    const auto after = [&](double part) -> Cell {
      const double wanted = part * region.histories;
      const auto point =
          std::find_if(region.points.begin(), region.points.end(),
                       [&](const ConvergencePoint& p) { return p.histories >= wanted * 0.999; });
      if (point == region.points.end()) return number(std::nan(""));
      return with_uncertainty(point->mean_Gy, point->mean_Gy * point->uncertainty);
    };
    table.row({name(region.region), after(0.25), after(0.5),
               with_uncertainty(region.points.back().mean_Gy,
                                region.points.back().mean_Gy * region.uncertainty),
               percent(region.uncertainty, "{:.2g} %"), histories_for_1_percent(region)});
  }
  return table.empty() ? Html{} : table.html();
}

Html keys(const ReportFile& file) {
  Html all;
  for (std::size_t r = 0; r < file.convergence.size(); ++r) {
    all += element("span", "class=\"key " + curve_class(r, 0) + "\"",
                   markup("<svg viewBox=\"0 0 28 8\"><path d=\"M0 4H28\"/></svg>") +
                       name(file.convergence[r].region));
  }
  return element("div", "class=\"keys\"", all);
}

}  // namespace

Html convergence_section(const ReportData& data) {
  Html all;
  for (std::size_t i = 0; i < data.files.size(); ++i) {
    const ReportFile& file = data.files[i];
    const Ranges range(file);
    if (!range.any()) continue;
    if (data.files.size() > 1) all += element("h3", name(short_name(data, i)));
    all += element("div", "class=\"figure\"", plot_of(file, range)) + keys(file) + table_of(file);
  }
  if (all.markup.empty()) return {};
  all += element(
      "p", "class=\"note\"",
      text("A dose file keeps the sums of 16 groups of batches. Points: the uncertainty of a "
           "region's "
           "mean from the scatter of the first 2, 3, ... 16 groups, with that uncertainty's own "
           "standard error. Lines: the whole run's uncertainty, which is from all batches, going "
           "with one over the root of the histories. Points that stay above their line for many "
           "groups would mean that the run is not yet long enough for its uncertainty to be "
           "believed."));
  return section("convergence", "Convergence", all);
}

}  // namespace yttria::report
