// SPDX-License-Identifier: Apache-2.0
#include "engine/exchange/dose_uncertainty.hpp"

#include <algorithm>
#include <cmath>

#include "engine/error.hpp"

namespace yttria {

void require_uncertainty(const DoseMap& map) {
  if (std::any_of(map.uncertainty.begin(), map.uncertainty.end(),
                  [](float value) { return !std::isnan(value); })) {
    return;
  }
  throw InputError(map.file +
                   ": /result/uncertainty: is not known in any voxel, so there is none to export; "
                   "leave --uncertainty out, or run the case with two batches or more");
}

std::vector<float> absolute_uncertainty_Gy(const DoseMap& map) {
  std::vector<float> sigma_Gy = map.dose_Gy;
  for (std::size_t i = 0; i < sigma_Gy.size(); ++i) {
    if (!std::isnan(map.uncertainty[i])) sigma_Gy[i] *= map.uncertainty[i];
  }
  return sigma_Gy;
}

}  // namespace yttria
