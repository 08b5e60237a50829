// SPDX-License-Identifier: Apache-2.0
#include "engine/run/watch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

#include "engine/error.hpp"
#include "engine/nearest_word.hpp"
#include "engine/result/statistics.hpp"

namespace yttria {

Watch::Watch(const std::optional<Goal>& goal, const std::vector<Roi>& rois,
             const std::vector<float>& mass_g)
    : mass_g_(mass_g) {
  if (!goal) return;
  wanted_ = goal->percent / 100;
  if (goal->name == "max50") return;
  for (std::size_t i = 0; i < rois.size(); ++i) {
    if (rois[i].name == goal->name) roi_ = i;
  }
  if (roi_) return;
  std::vector<std::string> names = {"max50"};
  for (const Roi& roi : rois) names.push_back(roi.name);
  throw InputError(fmt::format("--goal {}: there is no such region in the case; there are {}{}",
                               goal->name, fmt::join(names, ", "),
                               did_you_mean(goal->name, names)));
}

double Watch::uncertainty(const TallySums& sums) const {
  if (roi_) {
    return relative_uncertainty(sums.roi_energy[*roi_], sums.roi_squared[*roi_], sums.batches);
  }
  return max50_uncertainty(sums, mass_g_);
}

}  // namespace yttria
