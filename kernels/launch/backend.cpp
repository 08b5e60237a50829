// SPDX-License-Identifier: Apache-2.0
#include "kernels/launch/backend.hpp"

#include <algorithm>
#include <iterator>

namespace yttria {

TallySums run_batches(Backend& backend, const ProblemView& problem, const RoiLayout& rois,
                      const std::vector<std::uint64_t>& batches) {
  TallySums total = TallySums::zero(problem.grid.density_g_cm3.size(), rois);
  auto next = batches.begin();
  while (next != batches.end()) {
    const auto left = static_cast<std::size_t>(std::distance(next, batches.end()));
    const auto last = next + static_cast<std::ptrdiff_t>(std::min(left, backend.batches_at_once()));
    backend.run({next, last});
    next = last;
    if (!backend.keeps_runs() || next == batches.end()) backend.collect(total);
  }
  return total;
}

}  // namespace yttria
