// SPDX-License-Identifier: Apache-2.0
// Gamma index of Low et al. 1998 (doi:10.1118/1.598248): for a reference point r of dose R
//   gamma(r) = min over p of sqrt( |p - r|^2 / DTA^2 + (T(p) - R)^2 / dD^2 )
// with the evaluated (test) dose T interpolated trilinearly between its voxel centres, in three
// dimensions. dD is a percentage of the maximum reference dose (global) or of R (local). A point
// passes with gamma <= 1. The search is as Wendling et al. 2007 (doi:10.1118/1.2721657) order it:
// nearest first, ended when the distance alone exceeds the best so far, and not beyond a largest
// gamma; within the cells between voxel centres it is exact (gamma_search.hpp) instead of a fine
// grid of points.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/analysis/resampling.hpp"
#include "engine/result/dose_map.hpp"

namespace yttria {

struct GammaCriterion {
  double dose_percent = 2;
  double distance_mm = 2;
  bool operator==(const GammaCriterion&) const = default;
};
/// "2%/2mm".
std::string to_string(const GammaCriterion& criterion);

enum class GammaNormalisation { global, local };
const char* to_string(GammaNormalisation normalisation);

struct GammaOptions {
  GammaNormalisation normalisation = GammaNormalisation::global;
  double threshold_percent = 10;  // of the maximum reference dose; lower doses are not judged
  double maximum = 2;             // what is larger is given as this
  bool interpolate = true;        // false: T at its voxel centres only, as some programs do
  int threads = 0;                // 0: all; the result is the same for any number
};

struct GammaMap {
  GammaCriterion criterion;
  std::vector<float> gamma;  // on the reference grid; NaN where not judged
  std::int64_t judged = 0;
  std::int64_t passed = 0;
  std::int64_t at_maximum = 0;  // not below options.maximum
  double mean = 0;              // these and the next are NaN when nothing was judged
  double largest = 0;
  double passing_rate = 0;  // passed over judged
};

/// `there` is the test on the reference grid. Points where either has no dose are not judged, nor
/// those without reference dose when the criterion is local. gamma is at most 0.001 too large,
/// never too small. InputError for criteria that are not above 0.
GammaMap gamma_index(const DoseMap& reference, const DoseMap& test, const ResampledDose& there,
                     const GammaCriterion& criterion, const GammaOptions& options);

/// The largest dose of a map; 0 when it has none.
double maximum_dose_Gy(const DoseMap& map);

}  // namespace yttria
