// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/tally_sums.hpp"

#include <cstddef>

namespace yttria {

namespace {

template <class T>
void add(std::vector<T>& sums, const std::vector<T>& more) {
  for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
}

template <class T>
void subtract(std::vector<T>& sums, const std::vector<T>& less) {
  for (std::size_t i = 0; i < less.size(); ++i) sums[i] -= less[i];
}

}  // namespace

TallySums TallySums::zero(std::uint64_t voxels, const RoiLayout& rois) {
  TallySums sums;
  sums.energy.assign(voxels, 0);
  sums.squared_low.assign(voxels, 0);
  sums.squared_high.assign(voxels, 0);
  sums.groups.assign(band_groups * rois.any_voxels, 0);
  sums.roi_energy.assign(rois.rois.size(), 0);
  sums.roi_squared.assign(rois.rois.size(), 0);
  return sums;
}

TallySums TallySums::zero_like(const TallySums& other) {
  TallySums sums;
  sums.energy.assign(other.energy.size(), 0);
  sums.squared_low.assign(other.squared_low.size(), 0);
  sums.squared_high.assign(other.squared_high.size(), 0);
  sums.groups.assign(other.groups.size(), 0);
  sums.roi_energy.assign(other.roi_energy.size(), 0);
  sums.roi_squared.assign(other.roi_squared.size(), 0);
  return sums;
}

void TallySums::count(const HistoryResult& result, std::uint64_t more_batches) {
  emitted += result.emitted;
  deposited += result.deposited;
  escaped += result.escaped;
  history_digest += result.digest;
  batches += more_batches;
}

TallySums& TallySums::operator+=(const TallySums& more) {
  add(energy, more.energy);
  for (std::size_t i = 0; i < more.squared_low.size(); ++i) {
    squared_low[i] += more.squared_low[i];
    const std::uint64_t carry = squared_low[i] < more.squared_low[i] ? 1 : 0;
    squared_high[i] += more.squared_high[i] + carry;
  }
  add(groups, more.groups);
  add(roi_energy, more.roi_energy);
  add(roi_squared, more.roi_squared);
  emitted += more.emitted;
  deposited += more.deposited;
  escaped += more.escaped;
  history_digest += more.history_digest;
  batches += more.batches;
  return *this;
}

TallySums& TallySums::operator-=(const TallySums& less) {
  subtract(energy, less.energy);
  for (std::size_t i = 0; i < less.squared_low.size(); ++i) {
    const std::uint64_t borrow = squared_low[i] < less.squared_low[i] ? 1 : 0;
    squared_low[i] -= less.squared_low[i];
    squared_high[i] -= less.squared_high[i] + borrow;
  }
  subtract(groups, less.groups);
  subtract(roi_energy, less.roi_energy);
  subtract(roi_squared, less.roi_squared);
  emitted -= less.emitted;
  deposited -= less.deposited;
  escaped -= less.escaped;
  history_digest -= less.history_digest;
  batches -= less.batches;
  return *this;
}

}  // namespace yttria
