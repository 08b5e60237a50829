// SPDX-License-Identifier: Apache-2.0
// How the uncertainty of a region's mean dose fell as histories were added, as far as a dose file
// can tell. It keeps no sums batch by batch, but those of 16 groups of batches (batch modulo 16):
// each group is a run of its own, and the first k of them are the run as it would have been with so
// many histories. With n_g batches of energy E_g in group g, x_g = E_g / n_g, n = sum n_g:
//   mean       x = sum E_g / n
//   its relative standard uncertainty  sqrt( sum n_g (x_g - x)^2 / ((k - 1) n) ) / x
// which itself is known to 1/sqrt(2 (k - 1)). The whole run's is from all batches, and better.
#pragma once

#include <string>
#include <vector>

#include "engine/result/dose.hpp"

namespace yttria::report {

struct ConvergencePoint {
  double histories;
  double mean_Gy;
  double uncertainty;  // relative, 1 sigma; NaN for one group
  double own_error;    // relative standard uncertainty of that uncertainty
};

struct Convergence {
  std::string region;
  std::vector<ConvergencePoint> points;  // after 1, 2, ... 16 groups; empty: nothing scored
  double histories = 0;                  // of the run
  double per_batch = 0;                  // histories
  double uncertainty = 0;                // from all batches; NaN unknown

  /// Histories that this relative uncertainty takes, as it falls with their root: at least those of
  /// one batch, since within a batch emissions are one sample and do not fall so; NaN unknown.
  double histories_for(double relative) const;
};

Convergence convergence(const Dose& run, std::size_t roi);

}  // namespace yttria::report
