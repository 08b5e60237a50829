// SPDX-License-Identifier: Apache-2.0
#include "engine/analysis/dvh_difference.hpp"

#include <algorithm>
#include <cmath>

namespace yttria {

namespace {

constexpr std::size_t steps = 400;

/// Fraction of ascending doses that are this or more.
double volume_at(const std::vector<float>& ascending, double dose_Gy) {
  const auto first = std::partition_point(ascending.begin(), ascending.end(), [&](float dose) {
    return static_cast<double>(dose) < dose_Gy;
  });
  return static_cast<double>(ascending.end() - first) / static_cast<double>(ascending.size());
}

/// Both histograms fall just after each dose, so the largest difference is at one of them. They
/// are swept together.
void find_largest(const std::vector<float>& R, const std::vector<float>& T, DvhDifference& dvh) {
  std::size_t r = 0, t = 0;  // doses below the present one
  dvh.largest = 0;
  dvh.at_Gy = 0;
  while (r < R.size() || t < T.size()) {
    const float dose = t == T.size() || (r < R.size() && R[r] < T[t]) ? R[r] : T[t];
    const double V_R = 1 - static_cast<double>(r) / static_cast<double>(R.size());
    const double V_T = 1 - static_cast<double>(t) / static_cast<double>(T.size());
    if (std::abs(V_T - V_R) > std::abs(dvh.largest)) {
      dvh.largest = V_T - V_R;
      dvh.at_Gy = static_cast<double>(dose);
    }
    while (r < R.size() && R[r] == dose) ++r;
    while (t < T.size() && T[t] == dose) ++t;
  }
}

}  // namespace

DvhDifference dvh_difference(std::vector<float> reference_Gy, std::vector<float> test_Gy) {
  DvhDifference dvh;
  if (reference_Gy.empty() || test_Gy.empty()) return dvh;
  std::sort(reference_Gy.begin(), reference_Gy.end());
  std::sort(test_Gy.begin(), test_Gy.end());
  find_largest(reference_Gy, test_Gy, dvh);
  const double most = static_cast<double>(std::max(reference_Gy.back(), test_Gy.back()));
  const std::size_t points = most > 0 ? steps + 1 : 1;
  for (std::size_t i = 0; i < points; ++i) {
    const double dose_Gy = most * static_cast<double>(i) / static_cast<double>(steps);
    dvh.dose_Gy.push_back(dose_Gy);
    dvh.reference.push_back(volume_at(reference_Gy, dose_Gy));
    dvh.test.push_back(volume_at(test_Gy, dose_Gy));
    dvh.difference.push_back(dvh.test.back() - dvh.reference.back());
  }
  return dvh;
}

}  // namespace yttria
