// SPDX-License-Identifier: Apache-2.0
#include "engine/result/dose_volume_histogram.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/result/roi_voxels.hpp"

namespace yttria {

namespace {

constexpr std::size_t steps = 400;

using BatchCounts = std::array<std::uint64_t, band_groups>;

/// Batches done in each group (batch mod 16).
BatchCounts batches_by_group(const std::vector<BatchRange>& ranges) {
  BatchCounts counts{};
  for (const BatchRange& range : ranges) {
    const std::uint64_t batches = range.last - range.first;
    for (std::uint64_t i = 0; i < band_groups; ++i) {
      counts[(range.first + i) % band_groups] +=
          batches / band_groups + (i < batches % band_groups ? 1 : 0);
    }
  }
  return counts;
}

/// Counts voxels by the highest point of a dose axis that they reach.
class Histogram {
 public:
  explicit Histogram(const std::vector<double>& axis_Gy)
      : axis_Gy_(axis_Gy), counts_(axis_Gy.size(), 0) {}

  void add(float stored_dose_Gy) {
    const double dose_Gy = static_cast<double>(stored_dose_Gy);
    const std::size_t last = axis_Gy_.size() - 1;
    std::size_t point = last;
    if (dose_Gy < axis_Gy_[last]) {
      const double guess = dose_Gy / axis_Gy_[last] * static_cast<double>(last);
      point = std::min(last, static_cast<std::size_t>(guess));
      while (axis_Gy_[point] > dose_Gy) --point;  // rounding of the guess
      while (axis_Gy_[point + 1] <= dose_Gy) ++point;
    }
    ++counts_[point];
    ++voxels_;
  }
  /// Fraction of the voxels that reach each point.
  std::vector<double> volume_fraction() const {
    std::vector<double> fraction(counts_.size());
    std::uint64_t reached = 0;
    for (std::size_t point = counts_.size(); point-- > 0;) {
      reached += counts_[point];
      fraction[point] = static_cast<double>(reached) / static_cast<double>(voxels_);
    }
    return fraction;
  }

 private:
  const std::vector<double>& axis_Gy_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t voxels_ = 0;
};

/// Histogram without one group of batches; group -1 leaves out nothing.
std::vector<double> volume_fraction_without(const Dose& dose, const Roi& roi,
                                            const RoiVoxels& union_voxels, int group, double scale,
                                            const std::vector<double>& axis_Gy) {
  Histogram histogram(axis_Gy);
  const double decays = decays_per_history(dose) * scale;
  const std::uint64_t* left_out =
      group < 0 ? nullptr
                : dose.tally.groups.data() + static_cast<std::int64_t>(group) * union_voxels.size();
  union_voxels.for_each(roi, [&](std::int64_t voxel, std::int64_t position) {
    const auto i = static_cast<std::size_t>(voxel);
    const double mass_g = static_cast<double>(dose.mass_g[i]);
    if (!(mass_g > 0)) return;
    const std::uint64_t energy =
        dose.tally.energy[i] - (left_out == nullptr ? 0 : left_out[position]);
    histogram.add(static_cast<float>(absorbed_dose_Gy(energy, mass_g, decays)));
  });
  return histogram.volume_fraction();
}

/// Standard error of V from the values without each group.
double jackknife_error(double V, const std::vector<double>& without,
                       const std::vector<double>& share_inverse) {
  const double groups = static_cast<double>(without.size());
  double J = groups * V;
  for (std::size_t g = 0; g < without.size(); ++g) J -= (1 - 1 / share_inverse[g]) * without[g];
  double variance = 0;
  for (std::size_t g = 0; g < without.size(); ++g) {
    const double h = share_inverse[g];
    const double deviation = h * V - (h - 1) * without[g] - J;
    variance += deviation * deviation / (h - 1);
  }
  return std::sqrt(variance / groups);
}

void add_band(const Dose& dose, const Roi& roi, const RoiVoxels& union_voxels,
              DoseVolumeHistogram& dvh) {
  const double B = static_cast<double>(dose.tally.batches);
  std::vector<std::vector<double>> without;
  std::vector<double> share_inverse;  // B / m_g
  const BatchCounts counts = batches_by_group(dose.batches);
  for (std::size_t g = 0; g < counts.size(); ++g) {
    if (counts[g] == 0 || counts[g] == dose.tally.batches) continue;
    const double m = static_cast<double>(counts[g]);
    share_inverse.push_back(B / m);
    without.push_back(volume_fraction_without(dose, roi, union_voxels, static_cast<int>(g),
                                              B / (B - m), dvh.dose_Gy));
  }
  std::vector<double> at_point(without.size());
  for (std::size_t point = 0; point < dvh.dose_Gy.size(); ++point) {
    const double V = dvh.volume_fraction[point];
    double error = std::numeric_limits<double>::quiet_NaN();
    if (without.size() >= 2) {
      for (std::size_t g = 0; g < without.size(); ++g) at_point[g] = without[g][point];
      error = jackknife_error(V, at_point, share_inverse);
    }
    // Written so that NaN stays NaN.
    dvh.lower.push_back(V - error < 0 ? 0 : V - error);
    dvh.upper.push_back(V + error > 1 ? 1 : V + error);
  }
}

}  // namespace

DoseVolumeHistogram dose_volume_histogram(const Dose& dose, std::size_t roi, double max_Gy) {
  DoseVolumeHistogram dvh;
  if (!(max_Gy >= 0)) return dvh;
  const std::size_t points = max_Gy > 0 ? steps + 1 : 1;
  for (std::size_t i = 0; i < points; ++i) {
    dvh.dose_Gy.push_back(max_Gy * static_cast<double>(i) / static_cast<double>(steps));
  }
  const RoiVoxels union_voxels(dose.rois);
  dvh.volume_fraction =
      volume_fraction_without(dose, dose.rois[roi], union_voxels, -1, 1, dvh.dose_Gy);
  add_band(dose, dose.rois[roi], union_voxels, dvh);
  return dvh;
}

}  // namespace yttria
