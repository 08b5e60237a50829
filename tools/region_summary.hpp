// SPDX-License-Identifier: Apache-2.0
// What the program says about the doses of regions.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "engine/analysis/dose_volume.hpp"
#include "engine/analysis/radiobiology.hpp"
#include "engine/result/roi_statistics.hpp"

namespace yttria {

/// One number about a region under its name: D98, V100, BED_mean.
struct Figure {
  std::string name;
  std::string unit;  // "Gy" or none
  Estimate estimate;
};
using Figures = std::vector<Figure>;

Figures dose_figures(const RoiStatistics& region);
Figures dose_volume_figures(const DoseVolumePoints& points, const std::vector<double>& percents,
                            const std::vector<double>& thresholds_Gy);
Figures radiobiology_figures(const Radiobiology& found, const RadiobiologyChoice& choice);

/// A line of values for every region, below it lines of uncertainties and noise biases. All have
/// the same figures.
std::string figures_text(const std::vector<std::pair<std::string, Figures>>& regions);
/// name_Gy, name_sigma_Gy, name_noise_bias_Gy; null where unknown.
void add_figures(nlohmann::ordered_json& to, const Figures& figures);

/// All statistics but the histogram.
nlohmann::ordered_json region_json(const RoiStatistics& region);

}  // namespace yttria
