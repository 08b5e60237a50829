// SPDX-License-Identifier: Apache-2.0
// Absorbed dose and its uncertainty from exact batch sums. With B batches of equal size and batch
// energies x_b the relative standard uncertainty of their sum is
//   sqrt( (sum x_b^2 - (sum x_b)^2 / B) B / (B - 1) ) / sum x_b .
//
// Dose statistics of a region are over its voxels with mass, all of the same volume, and use the
// doses as stored (single precision):
//   Dx    the largest dose that at least x % of the volume receives (no interpolation)
//   V100  the volume fraction that receives 100 Gy or more
// The band of a dose-volume histogram is one standard error by the delete-one-group jackknife: with
// group g (m_g of all B batches) left out, the dose is that of the rest times B/(B - m_g) and gives
// the volume fraction V_g; with h_g = B/m_g, G groups, and
//   J = G V - sum (1 - 1/h_g) V_g,
//   se^2 = 1/G sum (h_g V - (h_g - 1) V_g - J)^2 / (h_g - 1)
// (Busing, Meijer & van der Leeden 1999, doi:10.1023/A:1008800423698); lower and upper are
// V - se and V + se within 0..1, NaN with fewer than two groups.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/result/dose.hpp"

namespace yttria {

/// NaN with fewer than two batches, with nothing scored, or when one batch scored all of it
/// (then the sum of squares equals the square of the sum).
double relative_uncertainty(std::uint64_t sum, Uint128 sum_of_squares, std::uint64_t batches);

/// Sum of the tally over all voxels: the energy deposited, or that times the ratio of stopping
/// powers for dose to water.
std::uint64_t scored_quanta(const TallySums& tally);

/// Gy in one voxel for all decays of the case; NaN where the mass is 0.
double absorbed_dose_Gy(std::uint64_t energy_quanta, double mass_g, double decays_per_history);

/// Root mean square of the relative uncertainty over voxels above half of the maximum dose
/// ("max50"); NaN while it cannot be estimated.
double max50_uncertainty(const TallySums& tally, const std::vector<float>& mass_g);

struct DoseVolumeHistogram {
  std::vector<double> dose_Gy;          // ascending
  std::vector<double> volume_fraction;  // receiving at least dose_Gy
  std::vector<double> lower, upper;     // one standard deviation, from the 16 groups of batches
};

struct RoiStatistics {
  std::string name;
  RoiRole role;
  std::int64_t voxels = 0;
  double mass_g = 0;
  double volume_mL = 0;
  double mean_Gy = 0;           // energy imparted to the ROI over its mass
  double mean_uncertainty = 0;  // relative, from batches, so with all correlations; may be NaN
  double min_Gy = 0, max_Gy = 0;
  double D98 = 0, D95 = 0, D90 = 0, D70 = 0, D50 = 0, D2 = 0;  // Gy
  double V100 = 0;                                             // volume fraction at 100 Gy or more
  DoseVolumeHistogram dvh;
};

RoiStatistics roi_statistics(const Dose& dose, std::size_t roi);

/// Decays of the case per simulated history; 0 when nothing has been simulated.
double decays_per_history(const Dose& dose);

}  // namespace yttria
