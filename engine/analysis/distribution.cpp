// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/distribution.hpp"

#include <algorithm>
#include <cmath>

namespace yttria {

namespace {

void add_extreme(Distribution::Extreme& extreme, bool better, double value, std::size_t voxel) {
  if (extreme.voxel >= 0 && !better) return;
  extreme = {value, static_cast<std::int64_t>(voxel)};
}

/// Reorders the values.
double percentile(std::vector<float>& values, double percent) {
  const double rank = percent / 100 * static_cast<double>(values.size() - 1);
  const auto whole = static_cast<std::ptrdiff_t>(rank);
  const auto at = values.begin() + whole;
  std::nth_element(values.begin(), at, values.end());
  const double low = static_cast<double>(*at);
  const double fraction = rank - static_cast<double>(whole);
  if (fraction == 0) return low;
  const double high = static_cast<double>(*std::min_element(at + 1, values.end()));
  return low + fraction * (high - low);
}

}  // namespace

Distribution distribution(const std::vector<float>& values, const VoxelMask& counts) {
  Distribution d;
  d.percentiles.fill(std::numeric_limits<double>::quiet_NaN());
  std::vector<float> chosen;
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (counts[i] == 0 || std::isnan(values[i])) continue;
    const double value = static_cast<double>(values[i]);
    chosen.push_back(values[i]);
    sum += value;
    squares += value * value;
    add_extreme(d.lowest, value < d.lowest.value, value, i);
    add_extreme(d.highest, value > d.highest.value, value, i);
  }
  d.count = static_cast<std::int64_t>(chosen.size());
  if (chosen.empty()) return d;
  const double n = static_cast<double>(chosen.size());
  d.mean = sum / n;
  d.rms = std::sqrt(squares / n);
  double deviations = 0;  // a second pass: the mean may be large beside the scatter
  for (const float value : chosen) {
    const double deviation = static_cast<double>(value) - d.mean;
    deviations += deviation * deviation;
  }
  if (chosen.size() > 1) d.sd = std::sqrt(deviations / (n - 1));
  for (std::size_t p = 0; p < d.percents.size(); ++p) {
    d.percentiles[p] = percentile(chosen, d.percents[p]);
  }
  return d;
}

}  // namespace yttria
