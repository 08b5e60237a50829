// SPDX-License-Identifier: Apache-2.0
#include "engine/kernel_methods/share_sums.hpp"

#include <cmath>
#include <limits>

namespace yttria {

namespace {

__extension__ typedef __int128 Int128;

/// sum a b - (sum a)(sum b) / B: integers first, since both terms are close to each other.
double centred(Uint128 products, std::uint64_t a, std::uint64_t b, std::uint64_t batches) {
  const Uint128 of_sums = static_cast<Uint128>(a) * b;
  const Int128 whole = static_cast<Int128>(products) - static_cast<Int128>(of_sums / batches);
  return static_cast<double>(whole) -
         static_cast<double>(of_sums % batches) / static_cast<double>(batches);
}

}  // namespace

void ShareSums::add(const std::vector<std::uint64_t>& batch, std::uint64_t emitted) {
  for (std::size_t i = 0; i < sum_.size(); ++i) {
    sum_[i] += batch[i];
    squares_[i] += static_cast<Uint128>(batch[i]) * batch[i];
    cross_[i] += static_cast<Uint128>(batch[i]) * emitted;
  }
  emitted_ += emitted;
  emitted_squares_ += static_cast<Uint128>(emitted) * emitted;
  ++batches_;
}

double ShareSums::uncertainty(std::size_t place) const {
  const std::uint64_t sum = sum_[place];
  if (batches_ < 2 || sum == 0) return std::numeric_limits<double>::quiet_NaN();
  const double share = static_cast<double>(sum) / static_cast<double>(emitted_);
  const double own = centred(squares_[place], sum, sum, batches_);
  const double both = centred(cross_[place], sum, emitted_, batches_);
  const double all = centred(emitted_squares_, emitted_, emitted_, batches_);
  const double scatter = own - share * (2 * both - share * all);
  if (!(scatter > 0)) return std::numeric_limits<double>::quiet_NaN();  // never 0
  const double b = static_cast<double>(batches_);
  return std::sqrt(scatter * (b / (b - 1))) / static_cast<double>(sum);
}

}  // namespace yttria
