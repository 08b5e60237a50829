// SPDX-License-Identifier: Apache-2.0
#include "engine/result/roi_doses.hpp"

#include <array>
#include <atomic>
#include <bit>
#include <cmath>
#include <limits>

#include "engine/result/roi_voxels.hpp"
#include "engine/result/statistics.hpp"
#include "kernels/launch/thread_pool.hpp"

namespace yttria {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using GroupBatches = std::array<std::uint64_t, band_groups>;

GroupBatches batches_by_group(const std::vector<BatchRange>& ranges) {
  GroupBatches counts{};
  for (const BatchRange& range : ranges) {
    const std::uint64_t batches = range.last - range.first;
    for (std::uint64_t i = 0; i < band_groups; ++i) {
      counts[(range.first + i) % band_groups] +=
          batches / band_groups + (i < batches % band_groups ? 1 : 0);
    }
  }
  return counts;
}

/// Sign of an element of the Hadamard matrix in Sylvester's order.
bool negative(std::size_t row, std::size_t column) {
  return std::popcount(row & column) % 2 == 1;
}

double mean_dose_Gy(const std::vector<float>& dose_Gy, const std::vector<float>& mass_g) {
  double sum = 0, mass = 0;
  for (std::size_t i = 0; i < dose_Gy.size(); ++i) {
    const double m = mass_g.empty() ? 1 : static_cast<double>(mass_g[i]);
    sum += m * static_cast<double>(dose_Gy[i]);
    mass += m;
  }
  return sum / mass;  // NaN for a region without mass
}

}  // namespace

RoiDoses::RoiDoses(const Dose& run, std::size_t roi) : roi_(&run.rois[roi]) {
  take_run(run, roi);
}

RoiDoses::RoiDoses(const DoseMap& map, std::size_t roi) : roi_(&map.rois[roi]) {
  if (map.run) {
    take_run(*map.run, roi);
  } else {
    take_map(map, roi);
  }
}

void RoiDoses::take_run(const Dose& run, std::size_t roi) {
  const RoiVoxels all(run.rois);
  const double decays = decays_per_history(run);
  double mass_sum_g = 0;
  all.for_each(run.rois[roi], [&](std::int64_t voxel, std::int64_t position) {
    const auto i = static_cast<std::size_t>(voxel);
    const double mass_g = static_cast<double>(run.mass_g[i]);
    if (!(mass_g > 0)) return;
    mass_sum_g += mass_g;
    mass_g_.push_back(run.mass_g[i]);
    position_.push_back(position);
    dose_Gy_.push_back(static_cast<float>(absorbed_dose_Gy(run.tally.energy[i], mass_g, decays)));
  });
  const std::uint64_t energy = run.tally.roi_energy[roi];
  mean_Gy_ = absorbed_dose_Gy(energy, mass_sum_g, decays);
  mean_uncertainty_ = relative_uncertainty(energy, run.tally.roi_squared[roi], run.tally.batches);
  groups_ = run.tally.groups.data();
  group_stride_ = all.size();
  split(run);
}

void RoiDoses::take_map(const DoseMap& map, std::size_t roi) {
  for (const VoxelRun& run : map.rois[roi].runs) {
    for (auto i = static_cast<std::size_t>(run.first); i < static_cast<std::size_t>(run.last);
         ++i) {
      const bool counts = map.mass_g.empty() ? !std::isnan(map.dose_Gy[i]) : map.mass_g[i] > 0;
      if (!counts) continue;
      dose_Gy_.push_back(map.dose_Gy[i]);
      if (!map.mass_g.empty()) mass_g_.push_back(map.mass_g[i]);
    }
  }
  mean_Gy_ = mean_dose_Gy(dose_Gy_, mass_g_);
  mean_uncertainty_ = nan;
}

void RoiDoses::split(const Dose& run) {
  const GroupBatches counts = batches_by_group(run.batches);
  const double batches = static_cast<double>(run.tally.batches);
  for (std::size_t row = 1; row < counts.size(); ++row) {
    for (const bool side : {false, true}) {
      Half half;
      double taken = 0;
      for (std::size_t group = 0; group < counts.size(); ++group) {
        if (counts[group] == 0 || negative(row, group) != side) continue;
        half.groups.push_back(group);
        taken += static_cast<double>(counts[group]);
      }
      if (taken == 0 || taken == batches) continue;  // with few groups a split may be none
      half.decays_per_history = decays_per_history(run) * batches / taken;
      half.weight = taken / (batches - taken);
      halves_.push_back(std::move(half));
    }
  }
}

void RoiDoses::replicate(std::size_t which, std::vector<float>& dose_Gy) const {
  const Half& half = halves_[which];
  dose_Gy.resize(dose_Gy_.size());
  for (std::size_t i = 0; i < dose_Gy.size(); ++i) {
    std::uint64_t energy = 0;
    for (const std::size_t group : half.groups) {
      energy += groups_[static_cast<std::int64_t>(group) * group_stride_ + position_[i]];
    }
    dose_Gy[i] = static_cast<float>(
        absorbed_dose_Gy(energy, static_cast<double>(mass_g_[i]), half.decays_per_history));
  }
}

std::vector<Estimate> estimate(const RoiDoses& doses, std::size_t values,
                               const DoseFunction& function) {
  const std::size_t replicates = doses.replicates();
  std::vector<std::vector<double>> found(replicates + 1, std::vector<double>(values, nan));
  std::atomic<std::size_t> next{0};
  const auto work = [&](int) {
    std::vector<float> dose_Gy;
    for (std::size_t which; (which = next.fetch_add(1)) <= replicates;) {
      if (which == replicates) {
        dose_Gy = doses.dose_Gy();
      } else {
        doses.replicate(which, dose_Gy);
      }
      if (!dose_Gy.empty()) function(dose_Gy, found[which]);
    }
  };
  constexpr std::int64_t worth_threads = 100000;  // voxels
  if (doses.voxels() < worth_threads || replicates == 0) {
    work(0);
  } else {
    run_shared(replicates + 1, work);
  }

  std::vector<Estimate> estimates(values);
  for (std::size_t v = 0; v < values; ++v) {
    Estimate& one = estimates[v];
    one.value = found[replicates][v];
    if (replicates == 0) continue;
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < replicates; ++r) sum += found[r][v];
    const double mean = sum / static_cast<double>(replicates);
    for (std::size_t r = 0; r < replicates; ++r) {
      const double deviation = found[r][v] - mean;
      squares += doses.weight(r) * deviation * deviation;
    }
    // Replicates that agree say nothing: a minimum of 0, say, in a region that few batches reach.
    if (squares > 0) one.sigma = std::sqrt(squares / static_cast<double>(replicates));
    one.noise_bias = mean - one.value;
  }
  return estimates;
}

}  // namespace yttria
