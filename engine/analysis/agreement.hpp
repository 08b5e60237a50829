// SPDX-License-Identifier: Apache-2.0
// Figures of agreement of a test dose T with a reference dose R over n voxels, each counting once:
//   MARE         (1/n) sum |T - R| / R, the mean absolute relative error
//   RSD          standard deviation (n - 1) of the relative differences (T - R) / R about their
//   mean bias, limits of agreement (Bland and Altman 1986, doi:10.1016/S0140-6736(86)90837-8):
//                mean of T - R, and mean -+ 1.96 standard deviations (n - 1) of T - R
//   correlation  Pearson's: sum (R - mean R)(T - mean T) over the root of the product of the sums
//                of squares
// "RSD" means other things elsewhere (the standard deviation of the dose over its mean, for one).
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

namespace yttria {

/// NaN where there are too few voxels, or no scatter for a correlation.
struct Agreement {
  std::int64_t voxels = 0;    // of bias, limits and correlation
  std::int64_t relative = 0;  // of MARE and RSD: those with R > 0
  double mare = std::numeric_limits<double>::quiet_NaN();
  double rsd = std::numeric_limits<double>::quiet_NaN();
  double bias_Gy = std::numeric_limits<double>::quiet_NaN();
  double lower_limit_Gy = std::numeric_limits<double>::quiet_NaN();
  double upper_limit_Gy = std::numeric_limits<double>::quiet_NaN();
  double correlation = std::numeric_limits<double>::quiet_NaN();
};

/// Doses of the same voxels in the same order, none NaN.
Agreement agreement(const std::vector<float>& reference_Gy, const std::vector<float>& test_Gy);

}  // namespace yttria
