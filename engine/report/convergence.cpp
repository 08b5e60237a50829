// SPDX-License-Identifier: Apache-2.0
#include "engine/report/convergence.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "engine/result/roi_voxels.hpp"
#include "engine/result/statistics.hpp"

namespace yttria::report {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Group {
  double batches = 0;
  double energy = 0;  // quanta, in the region
};
using Groups = std::array<Group, band_groups>;

Groups groups_of(const Dose& run, std::size_t roi) {
  Groups groups{};
  for (const BatchRange& range : run.batches) {
    for (std::uint64_t b = range.first; b < range.last; ++b) ++groups[b % band_groups].batches;
  }
  const RoiVoxels all(run.rois);
  const auto stride = static_cast<std::size_t>(all.size());
  all.for_each(run.rois[roi], [&](std::int64_t, std::int64_t position) {
    for (std::size_t g = 0; g < groups.size(); ++g) {
      groups[g].energy +=
          static_cast<double>(run.tally.groups[g * stride + static_cast<std::size_t>(position)]);
    }
  });
  return groups;
}

double mass_g(const Dose& run, const Roi& roi) {
  double sum = 0;
  for (const VoxelRun& voxels : roi.runs) {
    for (auto i = voxels.first; i < voxels.last; ++i) {
      sum += static_cast<double>(run.mass_g[static_cast<std::size_t>(i)]);
    }
  }
  return sum;
}

/// Of the first groups, `used` of them with batches.
double uncertainty(const Groups& groups, std::size_t last, double used, double batches,
                   double mean) {
  if (used < 2 || !(mean > 0)) return nan;
  double scatter = 0;
  for (std::size_t g = 0; g <= last; ++g) {
    if (groups[g].batches == 0) continue;
    const double off = groups[g].energy / groups[g].batches - mean;
    scatter += groups[g].batches * off * off;
  }
  return scatter > 0 ? std::sqrt(scatter / ((used - 1) * batches)) / mean : nan;
}

}  // namespace

double Convergence::histories_for(double relative) const {
  const double ratio = uncertainty / relative;
  return std::isnan(ratio) ? nan : std::max(per_batch, histories * ratio * ratio);
}

Convergence convergence(const Dose& run, std::size_t roi) {
  Convergence result;
  result.region = run.rois[roi].name;
  result.histories = static_cast<double>(run.histories());
  result.per_batch = static_cast<double>(run.identity.histories_per_batch);
  result.uncertainty = relative_uncertainty(run.tally.roi_energy[roi], run.tally.roi_squared[roi],
                                            run.tally.batches);
  const Groups groups = groups_of(run, roi);
  const double mass = mass_g(run, run.rois[roi]);
  if (run.tally.roi_energy[roi] == 0 || !(mass > 0)) return result;
  double used = 0, batches = 0, energy = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (groups[g].batches == 0) continue;
    ++used;
    batches += groups[g].batches;
    energy += groups[g].energy;
    const double mean = energy / batches;  // quanta per batch
    const double gray_per_quantum =
        absorbed_dose_Gy(1, mass, run.total_decays / (batches * result.per_batch));
    result.points.push_back({batches * result.per_batch, energy * gray_per_quantum,
                             uncertainty(groups, g, used, batches, mean),
                             used < 2 ? nan : 1 / std::sqrt(2 * (used - 1))});
  }
  return result;
}

}  // namespace yttria::report
