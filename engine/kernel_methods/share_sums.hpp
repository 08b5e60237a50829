// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/launch/tally_sums.hpp"

namespace yttria {

/// Energies of many places, batch by batch, and their shares of what was emitted. A batch that
/// emits more also deposits more, so a share scatters less than its energy: with batch energies
/// x_b, emissions e_b, B batches and R = sum x / sum e,
///   sigma^2(R) = B / (B - 1) sum (x_b - R e_b)^2 / (sum e)^2
/// (ratio estimator: Cochran 1977, Sampling Techniques, 3rd ed., section 6.4).
class ShareSums {
 public:
  explicit ShareSums(std::size_t places)
      : sum_(places, 0), squares_(places, 0), cross_(places, 0) {}

  /// Energy of each place in one batch, quanta.
  void add(const std::vector<std::uint64_t>& batch, std::uint64_t emitted);

  const std::vector<std::uint64_t>& energy() const { return sum_; }
  /// Relative standard uncertainty of a share; NaN with fewer than two batches or nothing scored.
  double uncertainty(std::size_t place) const;

 private:
  std::vector<std::uint64_t> sum_;
  std::vector<Uint128> squares_, cross_;  // of a batch's energy, and with its emission
  std::uint64_t emitted_ = 0;
  Uint128 emitted_squares_ = 0;
  std::uint64_t batches_ = 0;
};

}  // namespace yttria
