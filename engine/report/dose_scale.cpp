// SPDX-License-Identifier: Apache-2.0
#include "engine/report/dose_scale.hpp"

#include <algorithm>
#include <cmath>

#include "engine/analysis/gamma_index.hpp"

namespace yttria::report {

double full_scale_Gy(const DoseMap& map) {
  const double maximum = maximum_dose_Gy(map);
  if (!(maximum > 0)) return 1;
  std::vector<float> doses;
  std::copy_if(map.dose_Gy.begin(), map.dose_Gy.end(), std::back_inserter(doses),
               [&](float dose) { return static_cast<double>(dose) > 0.01 * maximum; });
  const auto at =
      doses.begin() + static_cast<std::ptrdiff_t>(0.999 * static_cast<double>(doses.size() - 1));
  std::nth_element(doses.begin(), at, doses.end());
  const double dose = static_cast<double>(*at);
  const double digit = std::pow(10.0, std::floor(std::log10(dose)) - 1);
  return digit * std::ceil(dose / digit - 1e-9);
}

std::vector<double> isodose_levels_Gy(double full_scale_Gy) {
  std::vector<double> levels;
  for (double decade = std::pow(10.0, std::floor(std::log10(full_scale_Gy)) - 2);
       decade <= full_scale_Gy; decade *= 10) {
    for (const double step : {1.0, 2.0, 5.0}) {
      const double level = step * decade;
      if (level > 0.04 * full_scale_Gy && level < 0.95 * full_scale_Gy) levels.push_back(level);
    }
  }
  return levels;
}

std::vector<double> ticks(double low, double high, int wanted) {
  if (!(high > low)) return {low};
  const double rough = (high - low) / wanted;
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * decade;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * decade >= rough * 0.999) step = factor * decade;
  }
  std::vector<double> all;
  for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) {
    all.push_back(k * step);
  }
  return all;
}

}  // namespace yttria::report
