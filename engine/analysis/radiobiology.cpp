// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/radiobiology.hpp"

#include <algorithm>
#include <cmath>

#include "engine/result/roi_statistics.hpp"

namespace yttria {

namespace {

enum Value { mean, minimum, B98, B50, B2, maximum, uniform, first_gEUD };

/// BED rises with dose, so that the BED of Dx is that of the histogram of BED.
void fill_effect(std::vector<float>& dose_Gy, const BiologicalEffect& effect,
                 std::vector<double>& values) {
  const auto BED = [&](double dose) { return biologically_effective_dose_Gy(dose, effect); };
  double sum = 0;
  for (const float dose : dose_Gy) sum += BED(static_cast<double>(dose));
  values[mean] = sum / static_cast<double>(dose_Gy.size());
  const auto [low, high] = std::minmax_element(dose_Gy.begin(), dose_Gy.end());
  values[minimum] = BED(static_cast<double>(*low));
  values[maximum] = BED(static_cast<double>(*high));
  values[B98] = BED(dose_to_volume_Gy(dose_Gy, 98));
  values[B50] = BED(dose_to_volume_Gy(dose_Gy, 50));
  values[B2] = BED(dose_to_volume_Gy(dose_Gy, 2));
}

}  // namespace

double biologically_effective_dose_Gy(double dose_Gy, const BiologicalEffect& effect) {
  const double protraction =
      effect.repair_half_time_h / (effect.repair_half_time_h + effect.effective_half_life_h);
  return dose_Gy * (1 + dose_Gy / effect.alpha_beta_Gy * protraction);
}

double generalised_uniform_dose_Gy(const std::vector<float>& dose_Gy, double a) {
  const auto [low, high] = std::minmax_element(dose_Gy.begin(), dose_Gy.end());
  const double unit = static_cast<double>(a > 0 ? *high : *low);  // no power is then above 1
  if (!(unit > 0)) return 0;
  // Powers less 1, so that small exponents keep their digits.
  double sum = 0;
  for (const float dose : dose_Gy) {
    sum += std::expm1(a * std::log(static_cast<double>(dose) / unit));
  }
  return unit * std::exp(std::log1p(sum / static_cast<double>(dose_Gy.size())) / a);
}

double uniform_effective_dose_Gy(const std::vector<float>& dose_Gy, const BiologicalEffect& effect,
                                 double alpha_per_Gy) {
  const auto BED = [&](float dose) {
    return biologically_effective_dose_Gy(static_cast<double>(dose), effect);
  };
  const double least = BED(*std::min_element(dose_Gy.begin(), dose_Gy.end()));
  // Survival relative to that of the coldest voxel, less 1.
  double sum = 0;
  for (const float dose : dose_Gy) sum += std::expm1(-alpha_per_Gy * (BED(dose) - least));
  return least - std::log1p(sum / static_cast<double>(dose_Gy.size())) / alpha_per_Gy;
}

Radiobiology radiobiology(const RoiDoses& doses, const RadiobiologyChoice& choice) {
  Radiobiology result;
  if (!choice.effect && choice.gEUD_a.empty()) return result;
  const std::vector<Estimate> found =
      estimate(doses, first_gEUD + choice.gEUD_a.size(),
               [&](std::vector<float>& dose_Gy, std::vector<double>& values) {
                 if (choice.effect) fill_effect(dose_Gy, *choice.effect, values);
                 if (choice.effect && choice.alpha_per_Gy) {
                   values[uniform] =
                       uniform_effective_dose_Gy(dose_Gy, *choice.effect, *choice.alpha_per_Gy);
                 }
                 for (std::size_t i = 0; i < choice.gEUD_a.size(); ++i) {
                   values[first_gEUD + i] = generalised_uniform_dose_Gy(dose_Gy, choice.gEUD_a[i]);
                 }
               });
  result.BED_mean = found[mean];
  result.BED_min = found[minimum];
  result.BED98 = found[B98];
  result.BED50 = found[B50];
  result.BED2 = found[B2];
  result.BED_max = found[maximum];
  result.EUBED = found[uniform];
  result.gEUD.assign(found.begin() + first_gEUD, found.end());
  return result;
}

}  // namespace yttria
