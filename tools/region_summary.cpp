// SPDX-License-Identifier: Apache-2.0
#include "tools/region_summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/printable.hpp"

namespace yttria {

namespace {

constexpr int label_width = 20;
constexpr int kind_width = 10;

std::string cell(double value, const char* form) {
  return std::isnan(value) ? "-" : fmt::format(fmt::runtime(form), value);
}

int width(const Figure& figure) {
  return std::max(11, static_cast<int>(figure.name.size()) + 2);
}

/// One line of a number of every figure.
template <class Number>
std::string line(const std::string& label, const std::string& kind, const Figures& figures,
                 Number&& number) {
  std::string text = fmt::format("{:<{}} {:<{}}", label, label_width, kind, kind_width);
  for (const Figure& figure : figures) text += fmt::format("{:>{}}", number(figure), width(figure));
  return text + "\n";
}

}  // namespace

Figures dose_figures(const RoiStatistics& region) {
  return {{"min", "Gy", region.min_Gy}, {"D98", "Gy", region.D98},
          {"D95", "Gy", region.D95},    {"D90", "Gy", region.D90},
          {"D70", "Gy", region.D70},    {"D50", "Gy", region.D50},
          {"D2", "Gy", region.D2},      {"max", "Gy", region.max_Gy},
          {"V100", "", region.V100},    {"homogeneity", "", region.homogeneity}};
}

Figures dose_volume_figures(const DoseVolumePoints& points, const std::vector<double>& percents,
                            const std::vector<double>& thresholds_Gy) {
  Figures figures;
  for (std::size_t i = 0; i < percents.size(); ++i) {
    figures.push_back({fmt::format("D{:g}", percents[i]), "Gy", points.D_Gy[i]});
  }
  for (std::size_t i = 0; i < thresholds_Gy.size(); ++i) {
    figures.push_back({fmt::format("V{:g}", thresholds_Gy[i]), "", points.V[i]});
  }
  return figures;
}

Figures radiobiology_figures(const Radiobiology& found, const RadiobiologyChoice& choice) {
  Figures figures;
  if (choice.effect) {
    figures = {{"BED_mean", "Gy", found.BED_mean}, {"BED_min", "Gy", found.BED_min},
               {"BED98", "Gy", found.BED98},       {"BED50", "Gy", found.BED50},
               {"BED2", "Gy", found.BED2},         {"BED_max", "Gy", found.BED_max}};
  }
  if (choice.alpha_per_Gy) figures.push_back({"EUBED", "Gy", found.EUBED});
  for (std::size_t i = 0; i < found.gEUD.size(); ++i) {
    figures.push_back({fmt::format("gEUD({:g})", choice.gEUD_a[i]), "Gy", found.gEUD[i]});
  }
  return figures;
}

std::string figures_text(const std::vector<std::pair<std::string, Figures>>& regions) {
  if (regions.empty()) return {};
  const Figures& first = regions.front().second;
  std::string text = line("region", "", first, [](const Figure& figure) { return figure.name; });
  text += line("", "", first, [](const Figure& figure) { return figure.unit; });
  for (const auto& [name, figures] : regions) {
    text += line(printable(name), "value", figures,
                 [](const Figure& figure) { return cell(figure.estimate.value, "{:.4g}"); });
    text += line("", "1 sigma", figures,
                 [](const Figure& figure) { return cell(figure.estimate.sigma, "{:.2g}"); });
    text += line("", "noise bias", figures,
                 [](const Figure& figure) { return cell(figure.estimate.noise_bias, "{:+.2g}"); });
  }
  return text;
}

void add_figures(nlohmann::ordered_json& to, const Figures& figures) {
  for (const Figure& figure : figures) {
    const std::string unit = figure.unit.empty() ? "" : "_" + figure.unit;
    to[figure.name + unit] = figure.estimate.value;
    to[figure.name + "_sigma" + unit] = figure.estimate.sigma;
    to[figure.name + "_noise_bias" + unit] = figure.estimate.noise_bias;
  }
}

nlohmann::ordered_json region_json(const RoiStatistics& region) {
  nlohmann::ordered_json json = {{"name", region.name},
                                 {"role", to_string(region.role)},
                                 {"voxels", region.voxels},
                                 {"volume_mL", region.volume_mL},
                                 {"mass_g", region.mass_g},
                                 {"mean_Gy", region.mean_Gy},
                                 {"mean_sigma_Gy", region.mean_Gy * region.mean_uncertainty},
                                 {"mean_uncertainty", region.mean_uncertainty}};
  add_figures(json, dose_figures(region));
  return json;
}

}  // namespace yttria
