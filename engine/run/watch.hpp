// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "engine/case/roi.hpp"
#include "engine/run/run.hpp"
#include "kernels/launch/tally_sums.hpp"

namespace yttria {

/// Follows the uncertainty that a run reports or stops at.
class Watch {
 public:
  /// Throws InputError when the goal names no ROI of the case. `mass_g` must outlive it.
  Watch(const std::optional<Goal>& goal, const std::vector<Roi>& rois,
        const std::vector<float>& mass_g);

  /// Relative standard uncertainty of what the goal names, else of max50.
  double uncertainty(const TallySums& sums) const;
  bool reached(double uncertainty) const { return wanted_ && uncertainty <= *wanted_; }
  std::optional<double> wanted() const { return wanted_; }

 private:
  const std::vector<float>& mass_g_;
  std::optional<std::size_t> roi_;
  std::optional<double> wanted_;
};

}  // namespace yttria
