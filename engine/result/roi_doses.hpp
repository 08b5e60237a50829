// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "engine/result/dose.hpp"
#include "engine/result/dose_map.hpp"
#include "engine/result/estimate.hpp"

namespace yttria {

/// Absorbed doses of the voxels with mass of one region, and what other runs would have given.
///
/// The 16 groups of batches (batch mod 16) are split into balanced halves: a half-sample replicate
/// is the dose from the batches of half of the groups alone, times all batches over those batches.
/// 30 replicates: 15 splits by the rows of a Hadamard matrix of order 16, which hold each pair of
/// groups together as often as apart, and both halves of each (McCarthy 1969,
/// doi:10.2307/1402116). The scatter of the replicates about their mean is that of whole runs,
/// with all correlations between voxels.
///
/// Leaving out one group at a time (the jackknife) also serves for means, but moves a dose by a
/// sixteenth of what its noise does: in 200 runs its uncertainties of D50 or V(d) were twice the
/// true scatter, those of half samples within 10 % of it, since quantiles and volumes are no smooth
/// functions of the voxels (Efron 1982, The jackknife, the bootstrap and other resampling plans,
/// chapter 3).
class RoiDoses {
 public:
  RoiDoses(const Dose& run, std::size_t roi);
  /// The map must outlive this.
  RoiDoses(const DoseMap& map, std::size_t roi);

  const Roi& roi() const { return *roi_; }
  std::int64_t voxels() const { return static_cast<std::int64_t>(dose_Gy_.size()); }
  const std::vector<float>& dose_Gy() const { return dose_Gy_; }  // ascending by voxel
  const std::vector<float>& mass_g() const { return mass_g_; }    // of the same; empty: not known
  double mean_Gy() const {
    return mean_Gy_;
  }  // energy imparted over mass; without masses by volume
  /// Relative standard uncertainty of the mean, from all batches; NaN unknown.
  double mean_uncertainty() const { return mean_uncertainty_; }

  /// 0: no batches are known, or fewer than two groups.
  std::size_t replicates() const { return halves_.size(); }
  void replicate(std::size_t which, std::vector<float>& dose_Gy) const;
  /// Squared deviations of this replicate count by this: batches in it over batches left out.
  double weight(std::size_t which) const { return halves_[which].weight; }

 private:
  struct Half {
    std::vector<std::size_t> groups;
    double decays_per_history = 0;  // as if the batches of these groups were the run
    double weight = 0;
  };
  void take_run(const Dose& run, std::size_t roi);
  void take_map(const DoseMap& map, std::size_t roi);
  void split(const Dose& run);

  const Roi* roi_;
  std::vector<float> dose_Gy_;
  std::vector<float> mass_g_;
  std::vector<std::int64_t> position_;  // of each voxel among those of all regions
  const std::uint64_t* groups_ = nullptr;
  std::int64_t group_stride_ = 0;
  std::vector<Half> halves_;
  double mean_Gy_ = 0;
  double mean_uncertainty_ = 0;
};

/// Writes values[...] for doses that it may reorder; called by several threads at once.
using DoseFunction = std::function<void(std::vector<float>& dose_Gy, std::vector<double>& values)>;

/// The values of a function of the doses, each with its standard uncertainty and noise bias from
/// the replicates: for a variance of the noise twice as large, the bias doubles.
std::vector<Estimate> estimate(const RoiDoses& doses, std::size_t values,
                               const DoseFunction& function);

}  // namespace yttria
