// SPDX-License-Identifier: Apache-2.0
// What the voxels of a region received. Statistics are over its voxels with mass, all of the same
// volume, and use the doses as stored (single precision):
//   Dx    the largest dose that at least x % of the volume receives (no interpolation)
//   Vd    the volume fraction that receives d Gy or more
//   homogeneity index (D2 - D98) / D50 (ICRU Report 83, 2010, section 3.7.1.3)
// Uncertainties are those of half-sample replicates (roi_doses.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/case/roi.hpp"
#include "engine/result/estimate.hpp"
#include "engine/result/roi_doses.hpp"

namespace yttria {

/// From 0 to the maximum dose in equal steps; empty when no voxel of the region has mass.
struct DoseVolumeHistogram {
  std::vector<double> dose_Gy;          // ascending
  std::vector<double> volume_fraction;  // receiving at least dose_Gy
  std::vector<double> lower, upper;     // one standard uncertainty, within 0..1; NaN unknown
  /// Volume fraction per Gy from this dose up to the next, the maximum in the last step: adds up to
  /// 1 whatever the number of voxels. Of the last dose 0.
  std::vector<double> differential;
  std::vector<double> differential_sigma;  // one standard uncertainty of that; NaN unknown
};

struct RoiStatistics {
  std::string name;
  RoiRole role;
  std::int64_t voxels = 0;  // also those without mass
  double mass_g = 0;        // NaN when masses are not known
  double volume_mL = 0;
  double mean_Gy = 0;           // energy imparted to the region over its mass
  double mean_uncertainty = 0;  // relative, from batches, so with all correlations; NaN unknown
  Estimate min_Gy, max_Gy;
  Estimate D98, D95, D90, D70, D50, D2;  // Gy
  Estimate V100;                         // volume fraction at 100 Gy or more
  Estimate homogeneity;
  DoseVolumeHistogram dvh;
};

RoiStatistics roi_statistics(const RoiDoses& doses, const Grid& grid);
RoiStatistics roi_statistics(const Dose& run, std::size_t roi);
RoiStatistics roi_statistics(const DoseMap& map, std::size_t roi);
/// Of every region.
std::vector<RoiStatistics> roi_statistics(const Dose& run);
std::vector<RoiStatistics> roi_statistics(const DoseMap& map);

/// Largest dose that at least `percent` % of the volume receives. Reorders the doses, of which
/// there is at least one.
double dose_to_volume_Gy(std::vector<float>& dose_Gy, double percent);
/// Volume fraction that receives this dose or more.
double volume_at_dose(const std::vector<float>& dose_Gy, double threshold_Gy);

}  // namespace yttria
