// SPDX-License-Identifier: Apache-2.0
#include "engine/result/roi_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace yttria {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double percents[] = {2, 50, 70, 90, 95, 98};
constexpr std::size_t histogram_steps = 400;

enum Value { minimum, maximum, first_Dx };
constexpr std::size_t V100_at = first_Dx + std::size(percents);
constexpr std::size_t homogeneity_at = V100_at + 1;
constexpr std::size_t histogram_at = homogeneity_at + 1;

/// The least number of voxels, at least one, that is this part of the volume.
std::ptrdiff_t voxels_of_percent(std::size_t voxels, double percent) {
  // A hair less, so that 98 % of 100 voxels are 98 however the product rounds.
  const double wanted = std::ceil(static_cast<double>(voxels) * percent / 100 - 1e-9);
  return static_cast<std::ptrdiff_t>(std::max(wanted, 1.0));
}

std::vector<double> histogram_axis(double max_Gy) {
  const std::size_t points = max_Gy > 0 ? histogram_steps + 1 : 1;
  std::vector<double> axis_Gy(points);
  for (std::size_t i = 0; i < points; ++i) {
    axis_Gy[i] = max_Gy * static_cast<double>(i) / static_cast<double>(histogram_steps);
  }
  return axis_Gy;
}

/// Fraction of the voxels that reach each point of an axis of equal steps from 0.
void fill_histogram(const std::vector<float>& dose_Gy, const std::vector<double>& axis_Gy,
                    double* fraction) {
  const std::size_t last = axis_Gy.size() - 1;
  const double end = axis_Gy[last], points_per_Gy = end > 0 ? static_cast<double>(last) / end : 0;
  std::vector<std::uint64_t> counts(axis_Gy.size(), 0);  // by the highest point that is reached
  for (const float stored : dose_Gy) {
    const double dose = static_cast<double>(stored);
    std::size_t point = last;
    if (dose < end) {
      point = std::min(last, static_cast<std::size_t>(dose * points_per_Gy));
      while (axis_Gy[point] > dose) --point;  // rounding of the guess
      while (axis_Gy[point + 1] <= dose) ++point;
    }
    ++counts[point];
  }
  std::uint64_t reached = 0;
  for (std::size_t point = counts.size(); point-- > 0;) {
    reached += counts[point];
    fraction[point] = static_cast<double>(reached) / static_cast<double>(dose_Gy.size());
  }
}

/// Everything at once, so that the doses of a replicate are made once.
void fill(std::vector<float>& dose_Gy, const std::vector<double>& axis_Gy,
          std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(dose_Gy.begin(), dose_Gy.end());
  values[minimum] = static_cast<double>(*low);
  values[maximum] = static_cast<double>(*high);
  values[V100_at] = volume_at_dose(dose_Gy, 100);
  double* const cumulative = values.data() + histogram_at;
  fill_histogram(dose_Gy, axis_Gy, cumulative);
  double* const differential = cumulative + axis_Gy.size();
  differential[axis_Gy.size() - 1] = 0;
  for (std::size_t i = 0; i + 1 < axis_Gy.size(); ++i) {
    // The last step holds its upper end, too, and what noise has put above it: all volume is in
    // one.
    const double above = i + 2 < axis_Gy.size() ? cumulative[i + 1] : 0;
    differential[i] = (cumulative[i] - above) / (axis_Gy[i + 1] - axis_Gy[i]);
  }
  auto from = dose_Gy.begin();  // what is before has more dose than all that follows
  for (std::size_t i = 0; i < std::size(percents); ++i) {
    const auto at = dose_Gy.begin() + voxels_of_percent(dose_Gy.size(), percents[i]) - 1;
    std::nth_element(from, at, dose_Gy.end(), std::greater<>());
    values[first_Dx + i] = static_cast<double>(*at);
    from = at;
  }
  const double D2 = values[first_Dx], D50 = values[first_Dx + 1], D98 = values[first_Dx + 5];
  values[homogeneity_at] = D50 > 0 ? (D2 - D98) / D50 : nan;
}

/// Half the width of a band: none where no replicate differs, NaN where there are none.
double half_width(const Estimate& point) {
  const bool agree = std::isnan(point.sigma) && !std::isnan(point.noise_bias);
  return agree ? 0 : point.sigma;
}

DoseVolumeHistogram histogram(const std::vector<double>& axis_Gy, const Estimate* points) {
  DoseVolumeHistogram dvh;
  dvh.dose_Gy = axis_Gy;
  for (std::size_t i = 0; i < axis_Gy.size(); ++i) {
    const double V = points[i].value, sigma = half_width(points[i]);
    dvh.volume_fraction.push_back(V);
    dvh.lower.push_back(V - sigma < 0 ? 0 : V - sigma);  // NaN stays NaN
    dvh.upper.push_back(V + sigma > 1 ? 1 : V + sigma);
    const Estimate& differential = points[axis_Gy.size() + i];
    dvh.differential.push_back(differential.value);
    dvh.differential_sigma.push_back(half_width(differential));
  }
  return dvh;
}

}  // namespace

double dose_to_volume_Gy(std::vector<float>& dose_Gy, double percent) {
  const auto at = dose_Gy.begin() + voxels_of_percent(dose_Gy.size(), percent) - 1;
  std::nth_element(dose_Gy.begin(), at, dose_Gy.end(), std::greater<>());
  return static_cast<double>(*at);
}

double volume_at_dose(const std::vector<float>& dose_Gy, double threshold_Gy) {
  const auto reach = std::count_if(dose_Gy.begin(), dose_Gy.end(), [&](float dose) {
    return static_cast<double>(dose) >= threshold_Gy;
  });
  return static_cast<double>(reach) / static_cast<double>(dose_Gy.size());
}

RoiStatistics roi_statistics(const RoiDoses& doses, const Grid& grid) {
  RoiStatistics s;
  s.name = doses.roi().name;
  s.role = doses.roi().role;
  s.voxels = doses.roi().voxels();
  s.volume_mL = static_cast<double>(s.voxels) * grid.voxel_volume_cm3();
  s.mass_g = std::accumulate(doses.mass_g().begin(), doses.mass_g().end(), 0.0);
  if (doses.mass_g().empty() && doses.voxels() > 0) s.mass_g = nan;
  s.mean_Gy = doses.mean_Gy();
  s.mean_uncertainty = doses.mean_uncertainty();
  if (doses.voxels() == 0) return s;  // estimates are NaN

  const double max_Gy =
      static_cast<double>(*std::max_element(doses.dose_Gy().begin(), doses.dose_Gy().end()));
  const std::vector<double> axis_Gy = histogram_axis(max_Gy);
  const std::vector<Estimate> found = estimate(
      doses, histogram_at + 2 * axis_Gy.size(),
      [&](std::vector<float>& dose_Gy, std::vector<double>& out) { fill(dose_Gy, axis_Gy, out); });
  s.min_Gy = found[minimum];
  s.max_Gy = found[maximum];
  Estimate* const Dx[] = {&s.D2, &s.D50, &s.D70, &s.D90, &s.D95, &s.D98};
  for (std::size_t i = 0; i < std::size(Dx); ++i) *Dx[i] = found[first_Dx + i];
  s.V100 = found[V100_at];
  s.homogeneity = found[homogeneity_at];
  s.dvh = histogram(axis_Gy, found.data() + histogram_at);
  return s;
}

RoiStatistics roi_statistics(const Dose& run, std::size_t roi) {
  return roi_statistics(RoiDoses(run, roi), run.grid);
}

RoiStatistics roi_statistics(const DoseMap& map, std::size_t roi) {
  return roi_statistics(RoiDoses(map, roi), map.grid);
}

std::vector<RoiStatistics> roi_statistics(const Dose& run) {
  std::vector<RoiStatistics> all;
  for (std::size_t i = 0; i < run.rois.size(); ++i) all.push_back(roi_statistics(run, i));
  return all;
}

std::vector<RoiStatistics> roi_statistics(const DoseMap& map) {
  std::vector<RoiStatistics> all;
  for (std::size_t i = 0; i < map.rois.size(); ++i) all.push_back(roi_statistics(map, i));
  return all;
}

}  // namespace yttria
