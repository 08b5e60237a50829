// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "engine/report/sections.hpp"
#include "engine/report/svg_plot.hpp"
#include "engine/report/table.hpp"

namespace yttria::report {

namespace {

template <class Visit>
void for_each_curve(const ReportData& data, Visit&& visit) {
  for (std::size_t f = 0; f < data.files.size(); ++f) {
    const auto& regions = data.files[f].regions;
    for (std::size_t r = 0; r < regions.size(); ++r) {
      if (regions[r].dvh.dose_Gy.size() > 1) visit(f, r, regions[r]);
    }
  }
}

double largest_dose_Gy(const ReportData& data) {
  double largest = 0;
  for_each_curve(data, [&](std::size_t, std::size_t, const RoiStatistics& region) {
    largest = std::max(largest, region.dvh.dose_Gy.back());
  });
  return largest;
}

/// Regions with little dose pile up near 0 and would flatten all others: what is below 5 % of the
/// largest dose does not count.
double peak(const RoiStatistics& region, double largest_Gy) {
  double largest = 0;
  for (std::size_t i = 0; i < region.dvh.dose_Gy.size(); ++i) {
    if (region.dvh.dose_Gy[i] < 0.05 * largest_Gy) continue;
    largest = std::max(largest, region.dvh.differential[i]);
  }
  return largest;
}

/// Top of the differential histograms, 1/Gy. Evenly dosed regions of a kernel method are spikes,
/// which would press all other curves to the ground: of a file, nothing beyond four times the
/// median peak of its regions counts, and the file with the lowest of these tops decides.
double differential_top(const ReportData& data, double largest_Gy) {
  double top = 0;
  for (const ReportFile& file : data.files) {
    std::vector<double> peaks;
    for (const RoiStatistics& region : file.regions) {
      const double height = peak(region, largest_Gy);
      if (height > 0) peaks.push_back(height);
    }
    if (peaks.empty()) continue;
    std::sort(peaks.begin(), peaks.end());
    const double of_file = std::min(peaks.back(), 4 * peaks[(peaks.size() - 1) / 2]);
    top = top > 0 ? std::min(top, of_file) : of_file;
  }
  return 1.1 * top;
}

std::string curve_tag(std::size_t file, std::size_t region) {
  return fmt::format("data-curve=\"{}-{}\"", file, region);
}

Html cumulative_plot(const ReportData& data, double largest_Gy) {
  SvgPlot plot({"Absorbed dose D, Gy", 0, largest_Gy}, {"Volume receiving at least D, %", 0, 100});
  for_each_curve(data, [&](std::size_t f, std::size_t r, const RoiStatistics& region) {
    const DoseVolumeHistogram& dvh = region.dvh;
    const auto in_percent = [](std::vector<double> values) {
      for (double& v : values) v *= 100;
      return values;
    };
    plot.band(dvh.dose_Gy, in_percent(dvh.lower), in_percent(dvh.upper),
              "band " + curve_class(r, f), curve_tag(f, r));
    plot.line(dvh.dose_Gy, in_percent(dvh.volume_fraction), "curve " + curve_class(r, f),
              curve_tag(f, r));
  });
  return plot.html("id=\"dvh-cumulative\"", "Cumulative dose-volume histograms");
}

Html differential_plot(const ReportData& data, double largest_Gy) {
  SvgPlot plot({"Absorbed dose, Gy", 0, largest_Gy},
               {"Volume per dose, % per Gy", 0, 100 * differential_top(data, largest_Gy)});
  for_each_curve(data, [&](std::size_t f, std::size_t r, const RoiStatistics& region) {
    const DoseVolumeHistogram& dvh = region.dvh;
    std::vector<double> value, lower, upper;
    for (std::size_t i = 0; i < dvh.dose_Gy.size(); ++i) {
      value.push_back(100 * dvh.differential[i]);
      lower.push_back(100 * (dvh.differential[i] - dvh.differential_sigma[i]));
      upper.push_back(100 * (dvh.differential[i] + dvh.differential_sigma[i]));
    }
    plot.band(dvh.dose_Gy, lower, upper, "band " + curve_class(r, f), curve_tag(f, r));
    plot.line(dvh.dose_Gy, value, "curve " + curve_class(r, f), curve_tag(f, r));
  });
  return plot.html("id=\"dvh-differential\" hidden", "Differential dose-volume histograms");
}

Html keys(const ReportData& data) {
  Html all;
  for_each_curve(data, [&](std::size_t f, std::size_t r, const RoiStatistics& region) {
    const std::string label = data.files.size() > 1 ? data.files[f].label + " " : std::string();
    all += element("button",
                   fmt::format("type=\"button\" class=\"key {}\" aria-pressed=\"true\" {}",
                               curve_class(r, f), curve_tag(f, r)),
                   markup("<svg viewBox=\"0 0 28 8\"><path d=\"M0 4H28\"/></svg>") + text(label) +
                       name(region.name) + markup("<output></output>"));
  });
  return element("div", "class=\"keys\"", all);
}

Html statistics_table(const ReportData& data) {
  std::vector<Cell> head = {"Region", "Volume mL", "Voxels", "Min Gy", "D98 Gy",
                            "D95 Gy", "D50 Gy",    "D2 Gy",  "Max Gy", "(D2-D98)/D50"};
  const bool several = data.files.size() > 1;
  if (several) head.insert(head.begin() + 1, "File");
  Table table("Further figures of the regions, 1 sigma", head);
  for (const ReportFile& file : data.files) {
    for (const RoiStatistics& r : file.regions) {
      std::vector<Cell> row = {name(r.name), number(r.volume_mL),
                               number(static_cast<double>(r.voxels), "{:.0f}")};
      for (const Estimate& e : {r.min_Gy, r.D98, r.D95, r.D50, r.D2, r.max_Gy, r.homogeneity}) {
        row.push_back(with_noise(e, file.map.run.has_value()));
      }
      if (several) row.insert(row.begin() + 1, Cell(file.label));
      table.row(std::move(row));
    }
  }
  return table.html();
}

}  // namespace

Html dvh_section(const ReportData& data) {
  const double largest_Gy = largest_dose_Gy(data);
  if (!(largest_Gy > 0)) return {};
  const Html choice = markup(
      "<p><label><input type=\"checkbox\" id=\"differential\"> Differential "
      "histograms</label></p>");
  const Html note = element(
      "p", "class=\"note\"",
      text(
          "Bands: one standard uncertainty (Monte Carlo), where the file has batches. Point at the "
          "plot for values, click a key to hide its curve. Peaks of differential histograms that "
          "are far above the others are cut off at the frame. The noise of single voxels widens a "
          "histogram: D(x) and V(d) come out too high above its middle, as maximum and D2, and too "
          "low below it, as minimum, D98, D90 and often D70, by about the noise bias that stands "
          "with them or up to 2.4 times that. More histories make it smaller; values are as "
          "computed, not corrected."));
  return section(
      "dvh", "Dose-volume histograms",
      choice +
          element("div", "class=\"figure\"",
                  cumulative_plot(data, largest_Gy) + differential_plot(data, largest_Gy)) +
          keys(data) + note + statistics_table(data));
}

}  // namespace yttria::report
