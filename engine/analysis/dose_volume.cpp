// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/dose_volume.hpp"

#include "engine/result/roi_statistics.hpp"

namespace yttria {

DoseVolumePoints dose_volume_points(const RoiDoses& doses, const std::vector<double>& percents,
                                    const std::vector<double>& thresholds_Gy) {
  if (percents.empty() && thresholds_Gy.empty()) return {};
  const std::size_t first_V = percents.size();
  const std::vector<Estimate> found =
      estimate(doses, first_V + thresholds_Gy.size(),
               [&](std::vector<float>& dose_Gy, std::vector<double>& values) {
                 for (std::size_t i = 0; i < percents.size(); ++i) {
                   values[i] = dose_to_volume_Gy(dose_Gy, percents[i]);
                 }
                 for (std::size_t i = 0; i < thresholds_Gy.size(); ++i) {
                   values[first_V + i] = volume_at_dose(dose_Gy, thresholds_Gy[i]);
                 }
               });
  const auto middle = found.begin() + static_cast<std::ptrdiff_t>(first_V);
  return {{found.begin(), middle}, {middle, found.end()}};
}

}  // namespace yttria
