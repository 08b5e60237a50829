// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/tally_sums.hpp"

#include <cstddef>

namespace yttria {

namespace {

template <class T>
void add(std::vector<T>& sums, const std::vector<T>& more) {
  for (std::size_t i = 0; i < more.size(); ++i) sums[i] += more[i];
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

}  // namespace yttria
